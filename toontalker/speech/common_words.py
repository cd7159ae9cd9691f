"""Words by which a short line shows its language: the function words and greetings of each, as people type them in a chat.

Statistics of letters need a sentence or two. A chat line of three words is told by the words themselves.
"""

from __future__ import annotations

_WORDS = """
en a an the i you he she it we they me my your his her its our their us them this that these those is are am was were be been being
en do does did don't dont doesn't didn't not no yes yeah yep nope ok okay and or but if then so because of in on at to for from with
en by about as up down out off over under again who what when where why how which all any some more most very too just only can
en can't cant could will won't would should shall may might must have has had i'm im you're ur i've i'll let's lets it's that's
en there here now today tonight tomorrow yesterday morning night good bad great nice best big little new old hi hello hey bye thanks
en thank please sorry love like want need know think see look go going gonna gotta get got come make made take say said says tell
en give day time man men people friend friends team game lol omg brb wtf bro dude guys wow cool funny happy birthday christmas year
en welcome congratulations congrats one two three four five six seven never ever always nobody everybody everyone anyone something
en nothing first last another other every really still well way back after before home house work money dog food help stop wait
en ready believe buy call coffee dance dinner feed fine fun girl boy into than luck mom dad name party photo send song talk tired
en totally wake weekend week world wrong awesome joke kidding test testing robot hope ha haha
de der die das den dem des ein eine einen einem einer ich du er sie wir ihr es mich dich mir dir uns euch ist sind bin bist war und
de oder aber nicht kein keine ja nein mit von zu zum zur auf für bei nach aus über wie was wer wo wann warum wenn dass auch noch
de schon nur sehr gut guten morgen abend nacht tag danke bitte hallo tschüss heute jetzt hier mal habe hast hat haben kann kannst
de will willst mein meine dein deine liebe alles leute geht mach macht gerade bis dann ganz immer viel mehr wird im am geburtstag
de endlich
es el la los las un una unos yo tú él ella nosotros ellos me te se mi tu su lo le les es son soy eres está estás estoy están y o
es pero no sí con de del al a en por para qué que cómo como quién dónde donde cuándo cuando muy más mucho mucha gracias hola adiós
es buenos buenas días noches tardes hoy mañana ayer este esta esto eso feliz cumpleaños amigo amigos quiero tengo hay todo todos
es bien vamos nada siempre nunca también puedo puede creer hacer mejor casa porque si vemos
fr le la les un une des du de je tu il elle on nous vous ils elles me te se mon ma mes ton ta tes son sa ses ce cette ces c'est est
fr sont suis es et ou mais ne pas non oui avec pour dans sur au aux à en qui que quoi où quand comment pourquoi très trop plus bien
fr merci bonjour salut bonsoir ça va aujourd'hui demain hier soir tout tous toute faire fait ai as avez avons j'ai beaucoup joyeux
fr anniversaire ami moi toi lui être était peut voit ici rien toujours jamais aussi si sans chez qu'est-ce t'aime
it il lo la i gli le un uno una io tu lui lei noi voi loro mi ti ci vi si mio mia tuo tua suo di del della dei da dal in nel con su
it per tra è sono sei siamo e o ma non sì no che chi cosa come dove quando perché molto più bene grazie ciao buongiorno buonasera
it buona buon oggi domani ieri questo questa questi quello tutto tutti anche ancora sempre mai fai fare stai sto va vediamo ho hai
it ha posso credo compleanno amico amici bello bella voglio stasera
pt o a os as um uma eu tu você vocês ele ela nós eles me te se meu minha teu seu sua de do da dos das em no na nos nas com por para
pt pelo é são sou está estou estão e ou mas não sim que quem como onde quando porque muito mais bem obrigado obrigada olá oi bom boa
pt dia noite hoje amanhã ontem isso isto este esta esse essa tudo todos todo feliz aniversário amigo fazer vai vou tem tenho até
pt também sempre nunca aqui pessoal gente pra tá
nl de het een ik jij je u hij zij ze wij we jullie me mij jou mijn jouw zijn haar ons onze is ben bent was en of maar niet geen ja
nl nee met van voor op in naar uit bij aan om te er dit dat deze die wie wat waar wanneer waarom hoe ook nog al heel erg goed goede
nl dank bedankt alsjeblieft hallo hoi dag vandaag morgen gisteren heb hebt heeft kan wil ga gaat gaan doe doen allemaal leuk lekker
nl alles veel meer vanavond gefeliciteerd tot hou
pl i w z na do od za o po to ten ta te tego jest są jestem jesteś się nie tak co kto gdzie kiedy dlaczego jak mnie mi ci cię ty ja
pl on ona my wy mój moja moje twój dla bardzo dobrze dobry dzień dziękuję dzięki proszę cześć witam dziś dzisiaj jutro wczoraj ale
pl czy już też tylko wszystko wszystkim będzie mam masz ma robisz kocham że żeby przez
cs a i v ve z na do od za o po to ten ta je jsem jsi jsou se si ne ano co kdo kde kdy proč jak mě mi ti tě ty já on ona my vy můj
cs moje tvůj pro velmi moc dobře dobrý den ráno děkuji děkuju díky prosím ahoj čau dnes zítra včera ale že už také taky jen všechno
cs všichni bude mám máš má děláš hodně který není
sk a i v vo z na do od za o po to ten tá je som si sú sa nie áno čo kto kde kedy prečo ako ma mi ti ťa ty ja on ona my vy môj moja
sk moje tvoj pre veľmi dobre dobrý deň ráno ďakujem vďaka prosím ahoj čau dnes zajtra včera ale že už tiež len všetko všetci bude
sk mám máš má robíš ktorý
hu a az egy és vagy de nem igen hogy mi ki hol mikor miért ez azt ezt van vagyok vagytok vagyunk én te ő ti nagyon jó jól köszönöm
hu köszi kérem szia sziasztok helló reggelt napot estét ma holnap tegnap már még is csak minden mindenki meg kell lesz volt
ro și si în in la de pe cu un o al ale a ai am este e sunt ești eu tu el ea noi voi ei mă te se îmi îți meu mea tău nu da ce cine
ro unde când cum foarte mult bine mulțumesc mersi bună salut ziua azi astăzi mâine ieri acum și-a că să pentru din mai frumos ani
ro faci tuturor care
sv och i att det den en ett är var jag du han hon vi ni de mig dig min din sin inte ja nej med på för av till från om men så som vad
sv vem när varför hur mycket bra tack snälla hej hejdå god dag natt idag imorgon igår kväll ikväll här nu också bara har kan vill
sv ska alla älskar
da og i at det den en et er var jeg du han hun vi de mig dig min din sin ikke ja nej med på for af til fra om men så som hvad hvem
da hvor hvornår hvorfor hvordan meget godt tak venligst hej farvel god dag nat morgen går aften her nu også kun har kan vil skal
da alle elsker jer mange laver bliver noget efter tillykke sjovt lige
no og i at det den en et er var jeg du han hun vi dere de meg deg min din sin ikke ja nei med på for av til fra om men så som hva
no hvem hvor når hvorfor hvordan mye veldig bra takk vennligst hei hadet god dag natt morgen går kveld her nå også bare har kan vil
no skal alle elsker noe etter gratulerer sees glad tusen gjør blir litt
fi ja on ei se että en minä sinä hän me te he mun sun minun sinun olen olet oli ovat mutta tai kun jos mitä kuka missä milloin miksi
fi miten hyvä hyvää kiitos ole moi hei terve huomenta päivää iltaa tänään huomenna eilen nyt tämä tuo kaikki myös vain niin hyvin
fi paljon tosi kuuluu olla voi
et ja on ei see et ma sa ta me te nad mina sina mu su minu sinu olen oled oli aga või kui mis kes kus millal miks kuidas väga hea
et hästi aitäh palun tere hommikust päevast õhtust täna homme eile nüüd kõik ka ainult nii palju õnne
lt ir yra ne taip kas kur kada kodėl kaip aš tu jis ji mes jūs man tau mano tavo labai gerai ačiū prašau labas sveiki rytas diena
lt vakaras šiandien rytoj vakar dabar tai šis ši bet ar su iš į už po viskas pat tik visiems
lv un ir nav nē jā kas kur kad kāpēc kā es tu viņš viņa mēs jūs man tev mans mana tavs ļoti labi paldies lūdzu sveiki labdien labrīt
lv vakars šodien rīt vakar tagad tas tā šis šī bet vai ar no uz par viss arī tikai visiem liels
tr ve bir bu şu o ben sen biz siz onlar benim senin ne kim nerede zaman neden nasıl nasılsın çok iyi güzel değil var yok evet hayır
tr teşekkür ederim ederiz lütfen merhaba selam günaydın geceler bugün yarın dün şimdi için ile ama da de mi mı mu mü daha her şey
tr seni bana sana olsun gibi
id yang dan di ke dari ini itu saya aku kamu anda dia kami kita mereka adalah tidak ya bukan apa siapa mana kapan kenapa mengapa
id bagaimana sangat sekali baik terima kasih tolong halo hai selamat pagi siang sore malam hari besok kemarin sekarang untuk dengan
id tapi juga hanya semua banyak bisa mau ada sudah belum nanti kabar
ms yang dan di ke dari ini itu saya aku awak anda dia kami kita mereka adalah tidak tak ya bukan apa siapa mana bila kenapa mengapa
ms bagaimana sangat baik terima kasih tolong hai selamat pagi petang malam hari esok semalam sekarang untuk dengan tetapi juga hanya
ms semua banyak boleh mahu nak ada sudah belum
vi và là của có không tôi bạn anh em chị ông bà chúng ta nó này kia đó gì ai đâu khi nào sao thế rất tốt cảm ơn xin chào chúc mừng
vi sinh nhật hôm nay ngày mai qua bây giờ được cho với nhưng cũng mọi người nhiều quá rồi buổi sáng tối yêu làm con gặp lại
ca i el la els les un una jo tu ell ella nosaltres vosaltres ells em et es meu meva teu seva no sí amb de del al a en per què com
ca qui on quan molt més bé gràcies hola adéu bon bona dia nit tarda avui demà ahir això aquest aquesta és són sóc ets estàs estic
ca però també tot tothom fas fa anys moltes
hr i u na je su sam si se ne da što tko gdje kad kada zašto kako ja ti on ona mi vi me te moj moja tvoj za s sa od do iz po ali ili
hr vrlo jako dobro dobar dan jutro hvala molim bok zdravo danas sutra jučer sada ovo to svi svima sve samo već još puno sretan radiš
hr večeras volim nije
bs i u na je su sam si se ne da šta ko gdje kad kada zašto kako ja ti on ona mi vi me te moj moja tvoj za s sa od do iz po ali ili
bs vrlo dobro dobar dan jutro hvala molim zdravo danas sutra jučer sada ovo to svi svima sve samo već još mnogo sretan
sl in v na je so sem si se ne da kaj kdo kje kdaj zakaj kako jaz ti on ona mi vi me te moj moja tvoj za s z od do iz po ali pa zelo
sl dobro dober dan jutro hvala prosim živjo danes jutri včeraj zdaj to vsi vsem vse samo že še lepa res nocoj ljubim ni
sq dhe në është janë jam je nuk jo po çfarë kush ku kur pse si unë ti ai ajo ne ju ata më të im ime yt me për nga shumë mirë
sq faleminderit lutem përshëndetje mirëmëngjes sot nesër dje tani kjo ky por edhe vetëm gjithë dua
sw na ya wa ni si kwa la za ndiyo hapana nini nani wapi lini vipi mimi wewe yeye sisi nyinyi wao yangu yako sana nzuri asante
sw tafadhali habari jambo hujambo karibu leo kesho jana sasa hii hiyo lakini pia tu wote siku usiku asubuhi rafiki heri yuko
af die 'n en is nie ek jy hy sy ons julle hulle my jou haar het was met van vir op in na uit by aan om te hierdie wat wie waar
af wanneer hoekom hoe ook nog baie goed goeie dankie asseblief hallo dag vandag môre gister nou almal net maar vanaand lief doen
af gaan
cy y yr a ac yn mae yw wyt dw i ti fe hi ni chi nhw fy dy ei eich na ddim oes beth pwy ble pryd pam sut iawn da diolch helo bore
cy prynhawn nos heddiw yfory ddoe nawr hyn hwn ond hefyd pawb gyda ar am i'n wneud hapus
is og í á að það þetta er eru var ég þú hann hún við þið þeir mig þig mér þér minn mín þinn ekki já nei með fyrir af til frá um en
is hvað hver hvar hvenær hvers hvernig mjög góðan gott takk halló hæ dag kvöld morgun gær núna líka bara allir svo elska
eu eta da dira naiz zara gara ez bai zer nor non noiz zergatik nola ni zu hura gu oso ondo eskerrik asko mesedez kaixo egun on gabon
eu gaur bihar atzo orain hau hori baina ere dena guztioi zaude dago nire zure duzu
tl ang ng sa na ay mga ko mo siya kami tayo kayo sila ako ikaw ka kita hindi oo opo ano sino saan nasaan kailan bakit paano ito iyan
tl iyon salamat po magandang umaga hapon gabi kumusta ngayon bukas kahapon at pero din rin lang lahat maraming talaga si ni mahal
la et in est sunt sum es non sed ad cum ex quid quis ubi quando cur quomodo ego tu nos vos me te meus tuus hic haec hoc valde bene
la gratias salve
lb ech du hien si mir dir et ass sinn bass net jo nee an oder awer mat fir wéi wat wien wou firwat ganz gutt merci moien äddi haut
lb muer
mt u il fl ma iva le x'inhu min fejn meta għaliex kif jien int hu hi aħna intom huma tajjeb ħafna grazzi bonġu llum għada dan din
eo kaj la estas ne jes mi vi li ŝi ni ili kio kiu kie kiam kial kiel tre bone dankon saluton bonan hodiaŭ morgaŭ kun por sed ankaŭ
ga agus an na is tá níl sé sí mé tú sinn mo do cad cé cá conas go maith raibh agat slán dia duit inniu amárach anois le ar ach
az və bir bu o mən sən biz siz nə kim harada niyə necə çox yaxşı deyil var yox bəli xeyr təşəkkür salam gün sabah üçün amma
ru и в на не что это я ты он она мы вы они мне тебя меня тебе мой моя твой как где когда почему кто с по за из у для но да нет очень
ru все всем всё привет спасибо пожалуйста здравствуйте доброе утро день сегодня завтра вчера сейчас уже так хорошо большое рождения
ru делаешь люблю увидимся
uk і й в у на не що це я ти він вона ми ви вони мені тебе мене тобі мій моя твій як де коли чому хто з по за із для але та так ні
uk дуже всі всім все привіт дякую прошу вітаю доброго ранку день сьогодні завтра вчора зараз вже добре народження робиш кохаю люблю
bg и в на не че това аз ти той тя ние вие те ми ме моят моята твоят как къде кога защо кой какво с за от до по но да се са е съм си
bg много добре здравей здравейте благодаря моля добро утро добър ден днес утре вчера сега вече ще няма всички всичко рожден обичам
sr и у на не да шта што ово то ја ти он она ми ви они ме те мој моја твој како где кад када зашто ко са за од до по али је су сам си
sr се много добро здраво хвала молим добар дан јутро данас сутра јуче сада већ ће свима све срећан баш пуно волим
be і ў у на не што гэта я ты ён яна мы вы яны мне цябе мой мая твой як дзе калі чаму хто з па за для але так вельмі усе усім
be прывітанне дзякуй ласка добры дзень сёння заўтра ўчора зараз вялікі робіш люблю кахаю
mk и во на не дека ова тоа јас ти тој таа ние вие тие ми ме те мојот мојата твојот како каде кога зошто кој што со за од до но да се
mk е сум си многу добро здраво благодарам ве молам добар ден денес утре вчера сега ќе сите роденден сакам
hi है हैं हूँ हूं था थी के का की को में से पर और या नहीं हाँ क्या कौन कहाँ कब क्यों कैसे मैं तुम आप वह यह हम मेरा मेरी तुम्हारा बहुत
hi अच्छा धन्यवाद नमस्ते आज कल अब सब भी ही तो सबको हो मिलते मुबारक दोस्त करता
mr आहे आहेत आहेस आहोत होता च्या चा ची चे ला मध्ये वर आणि किंवा नाही होय काय कोण कुठे केव्हा का कसे कसा मी तू तुम्ही तो ती हे आम्ही
mr माझा माझी माझं तुझा खूप छान धन्यवाद नमस्कार आज उद्या काल आता सर्व पण शुभेच्छा सकाळ
ne छ छन् हो थियो को का की लाई मा बाट र वा छैन होइन के कहाँ कहिले किन कसरी कस्तो म तिमी तपाईं ऊ यो हामी मेरो तिम्रो धेरै राम्रो
ne धन्यवाद नमस्ते आज भोलि हिजो अहिले सबै पनि सबैलाई शुभकामना गर्छु
ar في من على إلى عن مع هذا هذه ذلك أنا أنت هو هي نحن هم ما ماذا أين متى لماذا كيف لا نعم جدا شكرا مرحبا السلام عليكم صباح مساء الخير
ar اليوم غدا أمس الآن و أو لكن كل يا أحبك كثيرا
fa در از به با که این آن من تو او ما شما است هست بود چه کی کجا چرا چطور نه بله خیلی خوب ممنون مرسی سلام صبح شب امروز فردا دیروز و یا
fa اما همه را برای تولدت مبارک دوستت دارم بخیر
ur ہے ہیں ہوں تھا کے کا کی کو میں سے پر اور یا نہیں ہاں کیا کون کہاں کب کیوں کیسے تم آپ وہ یہ ہم میرا میری بہت اچھا شکریہ سلام آج کل
ur اب سب
"""


def _languages_by_word() -> dict[str, frozenset[str]]:
    """The table the other way round."""
    found: dict[str, set[str]] = {}
    for row in _WORDS.strip().splitlines():
        code, *words = row.split()
        for word in words:
            found.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


LANGUAGES_BY_WORD = _languages_by_word()
"""Word, lower case → codes of the languages in which it is common."""
