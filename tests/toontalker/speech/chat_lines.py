"""Short lines as people write them in a chat, by language; written for these tests."""

from __future__ import annotations

ENGLISH = """
Hello my friends
lol ok
Happy birthday Anna!!
Hi
brb in 5
no way dude
What are you doing tonight?
see you tomorrow
Good morning everyone
I am so tired today
Can you send me the photo?
Merry Christmas to all of you
this is so funny
omg stop it
where is my coffee
You look great!
Pizza time
I love you, Mom
Best team ever
Congratulations Pedro and Maria
Let's go Bayern!
Thank you so much, José
My name is Müller and I am a robot
gg wp
why not
Come to my party on Saturday
nice one, Giulia
ok ok fine
yes
No
Ha ha ha, very good
Who wants ice cream?
Hey you, wake up!
Monday again
i cant believe it
u r the best
Have a nice weekend
Give me five
I need a vacation in Barcelona
Buy low, sell high
Do not feed the cat
The cat sat on the mat
Beam me up
Winter is coming
May the force be with you
just kidding
Sorry, wrong chat
that's what she said
Dinner is ready
Call me maybe
Peter Piper picked a peck of pickled peppers
We did it!
So long, and thanks for all the fish
Is anybody here?
Karaoke tonight at Luigi's
Hola amigo is all the Spanish I know
Big news: we got a dog
Never gonna give you up
Dance like nobody is watching
Rise and shine
Boom shakalaka
one two three four
Totally awesome
I'm a Barbie girl
Welcome to the jungle
Ready, set, go
Good luck with the exam tomorrow
He is from Kraków
cafe latte for me please
Bro what
me too
A man, a plan, a canal, Panama
Stop
Wow
Say cheese!
""".strip().splitlines()

_LINES = """
de: Guten Morgen zusammen | Wie geht es dir heute? | Ich liebe dich | Alles Gute zum Geburtstag, Oma! | Was machst du gerade? \
| Das ist ja der Hammer | Bis morgen dann | Wo ist mein Schlüssel? | Hallo Leute, ich bin jetzt ein Roboter
es: Hola amigos | ¿Cómo estás hoy? | Te quiero mucho | Feliz cumpleaños, abuela | Nos vemos mañana | No me lo puedo creer \
| ¿Dónde está la fiesta? | Buenos días a todos | Esto es muy divertido
fr: Bonjour tout le monde | Comment ça va ? | Je t'aime | Joyeux anniversaire, Mamie ! | On se voit demain | C'est trop drôle \
| Où est le chat ? | Merci beaucoup mon ami | Qu'est-ce que tu fais ce soir ?
it: Ciao a tutti | Come stai oggi? | Ti voglio bene | Buon compleanno, nonna! | Ci vediamo domani | Che cosa fai stasera? \
| Non ci posso credere | Dove sono le chiavi? | Questo è molto bello
pt: Bom dia pessoal | Tudo bem com você? | Eu te amo muito | Feliz aniversário, vovó! | Até amanhã | Isso é muito engraçado \
| Onde está o gato? | Muito obrigado, meu amigo | O que você vai fazer hoje à noite?
nl: Goedemorgen allemaal | Hoe gaat het met je? | Ik hou van jou | Van harte gefeliciteerd, oma! | Tot morgen | Wat is dit grappig \
| Waar is mijn fiets? | Wat ga je vanavond doen? | Dank je wel, lieve vriend
pl: Cześć wszystkim | Jak się masz? | Kocham cię | Wszystkiego najlepszego, babciu! | Do zobaczenia jutro | To jest bardzo śmieszne \
| Gdzie jest mój kot? | Dziękuję bardzo | Co robisz dzisiaj wieczorem?
cs: Ahoj všichni | Jak se máš? | Miluju tě | Všechno nejlepší, babičko! | Uvidíme se zítra | To je hodně vtipné \
| Kde je moje kočka? | Děkuju moc | Co děláš dnes večer?
sk: Ahojte všetci | Ako sa máš dnes? | Ľúbim ťa | Všetko najlepšie, babka! | Uvidíme sa zajtra | To je veľmi smiešne \
| Kde je moja mačka? | Ďakujem veľmi pekne | Čo robíš dnes večer?
hu: Sziasztok, hogy vagytok? | Szeretlek téged | Boldog születésnapot, nagyi! | Holnap találkozunk | Ez nagyon vicces \
| Hol van a macskám? | Köszönöm szépen | Mit csinálsz ma este? | Jó reggelt mindenkinek
ro: Bună dimineața tuturor | Ce mai faci? | Te iubesc foarte mult | La mulți ani, bunico! | Ne vedem mâine | E foarte amuzant \
| Unde este pisica mea? | Mulțumesc frumos | Ce faci diseară?
sv: Hej allihopa | Hur mår du idag? | Jag älskar dig | Grattis på födelsedagen, mormor! | Vi ses imorgon | Det är så roligt \
| Var är min katt? | Tack så mycket | Vad gör du ikväll?
da: Hej alle sammen | Hvordan har du det i dag? | Jeg elsker dig | Tillykke med fødselsdagen, mormor! | Vi ses i morgen \
| Det er så sjovt | Hvor er min kat? | Mange tak for hjælpen | Hvad laver du i aften?
no: Hei alle sammen | Hvordan har du det i dag? Jeg har det bra | Jeg er veldig glad i deg | Gratulerer med dagen, bestemor! \
| Vi sees i morgen, ha det bra | Det er kjempegøy | Hvor er katten min? | Tusen takk for hjelpen | Hva gjør du i kveld?
fi: Hei kaikki ystävät | Mitä kuuluu tänään? | Minä rakastan sinua | Hyvää syntymäpäivää, mummo! | Nähdään huomenna \
| Tämä on tosi hauskaa | Missä minun kissani on? | Kiitos paljon | Mitä teet illalla?
et: Tere kõigile | Kuidas sul täna läheb? | Ma armastan sind | Palju õnne sünnipäevaks, vanaema! | Näeme homme | See on nii naljakas \
| Kus mu kass on? | Suur aitäh sulle | Mida sa õhtul teed?
lt: Labas rytas visiems | Kaip tau sekasi? | Aš tave myliu | Su gimtadieniu, močiute! | Pasimatysime rytoj | Tai labai juokinga \
| Kur yra mano katinas? | Ačiū labai | Ką veiki šį vakarą?
lv: Labrīt visiem | Kā tev iet šodien? | Es tevi mīlu | Daudz laimes dzimšanas dienā, vecmāmiņ! | Tiekamies rīt | Tas ir ļoti smieklīgi \
| Kur ir mans kaķis? | Liels paldies | Ko tu dari šovakar?
tr: Herkese günaydın | Bugün nasılsın? | Seni çok seviyorum | Doğum günün kutlu olsun, anneanne! | Yarın görüşürüz | Bu çok komik \
| Kedim nerede? | Çok teşekkür ederim | Bu akşam ne yapıyorsun?
id: Selamat pagi semuanya | Apa kabar hari ini? | Aku cinta kamu | Selamat ulang tahun, nenek! | Sampai jumpa besok | Ini lucu sekali \
| Di mana kucing saya? | Terima kasih banyak | Kamu mau apa nanti malam?
vi: Chào buổi sáng mọi người | Hôm nay bạn thế nào? | Anh yêu em | Chúc mừng sinh nhật bà! | Hẹn gặp lại ngày mai | Buồn cười quá \
| Con mèo của tôi đâu rồi? | Cảm ơn bạn rất nhiều | Tối nay bạn làm gì?
ca: Bon dia a tothom | Com estàs avui? | T'estimo molt | Per molts anys, àvia! | Ens veiem demà | Això és molt divertit \
| On és el meu gat? | Moltes gràcies | Què fas aquesta nit?
hr: Dobro jutro svima | Kako si danas? | Jako te volim | Sretan rođendan, bako! | Vidimo se sutra | Ovo je baš smiješno \
| Gdje je moja mačka? | Hvala puno | Što radiš večeras?
sl: Dobro jutro vsem | Kako si kaj danes? | Ljubim te zelo | Vse najboljše, babica! | Se vidimo jutri | To je res smešno \
| Kje je moja mačka? | Najlepša hvala | Kaj delaš nocoj?
sq: Mirëmëngjes të gjithëve | Si je sot? | Të dua shumë | Gëzuar ditëlindjen, gjyshe! | Shihemi nesër | Kjo është shumë qesharake \
| Ku është macja ime? | Faleminderit shumë | Çfarë po bën sonte?
sw: Habari za asubuhi | Hujambo rafiki yangu | Nakupenda sana | Heri ya siku ya kuzaliwa, bibi! | Tutaonana kesho | Hii inachekesha sana \
| Paka wangu yuko wapi? | Asante sana | Unafanya nini usiku huu?
af: Goeie môre almal | Hoe gaan dit met jou vandag? | Ek is baie lief vir jou | Veels geluk met jou verjaarsdag, ouma! | Sien jou môre \
| Dit is baie snaaks | Waar is my kat? | Baie dankie vir jou hulp | Wat doen jy vanaand?
cy: Bore da pawb | Sut wyt ti heddiw? | Dw i'n dy garu di | Penblwydd hapus, Nain! | Wela i di yfory | Mae hyn yn ddoniol iawn \
| Ble mae fy nghath? | Diolch yn fawr iawn | Beth wyt ti'n wneud heno?
is: Góðan daginn allir | Hvað segir þú gott? | Ég elska þig | Til hamingju með afmælið, amma! | Sjáumst á morgun | Þetta er svo fyndið \
| Hvar er kötturinn minn? | Takk kærlega fyrir | Hvað ertu að gera í kvöld?
eu: Egun on guztioi | Zer moduz zaude gaur? | Asko maite zaitut | Zorionak, amona! | Bihar arte | Hau oso barregarria da \
| Non dago nire katua? | Eskerrik asko | Zer egingo duzu gaur gauean?
tl: Magandang umaga sa inyong lahat | Kumusta ka na ngayon? | Mahal na mahal kita | Maligayang kaarawan, lola! | Magkita tayo bukas \
| Nakakatawa talaga ito | Nasaan ang pusa ko? | Maraming salamat po | Ano ang ginagawa mo mamayang gabi?
ru: Всем привет | Как дела сегодня? | Я тебя люблю | С днём рождения, бабушка! | Увидимся завтра | Это очень смешно \
| Где моя кошка? | Большое спасибо | Что делаешь вечером?
uk: Всім привіт | Як справи сьогодні? | Я тебе кохаю | З днем народження, бабусю! | Побачимося завтра | Це дуже смішно \
| Де мій кіт? | Дуже дякую | Що робиш увечері?
bg: Здравейте на всички | Как си днес? | Обичам те много | Честит рожден ден, бабо! | Ще се видим утре | Това е много смешно \
| Къде е моята котка? | Благодаря ти много | Какво правиш довечера?
sr: Добро јутро свима | Како си данас? | Много те волим | Срећан рођендан, бако! | Видимо се сутра | Ово је баш смешно \
| Где је моја мачка? | Хвала пуно | Шта радиш вечерас?
be: Усім прывітанне | Як справы сёння? | Я цябе кахаю | З днём нараджэння, бабуля! | Убачымся заўтра | Гэта вельмі смешна \
| Дзе мой кот? | Вялікі дзякуй | Што робіш увечары?
mk: Добро утро на сите | Како си денес? | Многу те сакам | Среќен роденден, бабо! | Се гледаме утре | Ова е многу смешно \
| Каде е мојата мачка? | Благодарам многу | Што правиш вечерва?
el: Καλημέρα σε όλους | Τι κάνεις σήμερα; | Σ' αγαπώ πολύ | Χρόνια πολλά, γιαγιά! | Τα λέμε αύριο | Πολύ αστείο \
| Πού είναι η γάτα μου; | Ευχαριστώ πολύ
ar: صباح الخير يا جماعة | كيف حالك اليوم؟ | أنا أحبك كثيرا | عيد ميلاد سعيد يا جدتي | أراك غدا | هذا مضحك جدا | أين قطتي؟ | شكرا جزيلا
fa: صبح همگی بخیر | امروز حالت چطوره؟ | دوستت دارم | تولدت مبارک مادربزرگ | فردا می‌بینمت | این خیلی خنده‌دار است \
| گربه من کجاست؟ | خیلی ممنون
ur: سب کو صبح بخیر | آج آپ کیسے ہیں؟ | میں تم سے پیار کرتا ہوں | سالگرہ مبارک ہو نانی | کل ملتے ہیں | یہ بہت مزے کی بات ہے \
| میری بلی کہاں ہے؟ | آپ کا بہت شکریہ
he: בוקר טוב לכולם | מה שלומך היום? | אני אוהב אותך | יום הולדת שמח סבתא | נתראה מחר | זה ממש מצחיק | איפה החתול שלי? | תודה רבה
hi: सबको सुप्रभात | आज आप कैसे हैं? | मैं तुमसे प्यार करता हूँ | जन्मदिन मुबारक हो नानी | कल मिलते हैं | यह बहुत मज़ेदार है \
| मेरी बिल्ली कहाँ है? | बहुत बहुत धन्यवाद
mr: सर्वांना शुभ सकाळ | आज तू कसा आहेस? | माझं तुझ्यावर प्रेम आहे | वाढदिवसाच्या शुभेच्छा आजी | उद्या भेटूया | हे खूप मजेदार आहे \
| माझी मांजर कुठे आहे? | खूप खूप धन्यवाद
ne: सबैलाई शुभ प्रभात | आज तपाईंलाई कस्तो छ? | म तिमीलाई माया गर्छु | जन्मदिनको शुभकामना हजुरआमा | भोलि भेटौंला \
| यो धेरै रमाइलो छ | मेरो बिरालो कहाँ छ? | धेरै धेरै धन्यवाद
bn: সবাইকে শুভ সকাল | আজ কেমন আছো? | আমি তোমাকে ভালোবাসি | শুভ জন্মদিন দাদি | কাল দেখা হবে | খুব মজার ব্যাপার | আমার বিড়াল কোথায়? | অনেক ধন্যবাদ
ta: அனைவருக்கும் காலை வணக்கம் | எப்படி இருக்கிறாய்? | நான் உன்னை காதலிக்கிறேன் | பிறந்தநாள் வாழ்த்துக்கள் பாட்டி | நாளை சந்திப்போம் \
| இது மிகவும் வேடிக்கையானது | என் பூனை எங்கே? | மிக்க நன்றி
te: అందరికీ శుభోదయం | ఎలా ఉన్నావు? | నేను నిన్ను ప్రేమిస్తున్నాను | పుట్టినరోజు శుభాకాంక్షలు | రేపు కలుద్దాం | చాలా సరదాగా ఉంది | నా పిల్లి ఎక్కడ? | ధన్యవాదాలు
th: สวัสดีตอนเช้าทุกคน | วันนี้เป็นอย่างไรบ้าง | ฉันรักเธอ | สุขสันต์วันเกิดคุณยาย | เจอกันพรุ่งนี้ | ตลกมากเลย | แมวของฉันอยู่ที่ไหน | ขอบคุณมาก
ko: 모두 좋은 아침 | 오늘 어때? | 사랑해요 | 할머니 생일 축하해요! | 내일 봐요 | 정말 웃겨요 ㅋㅋㅋ | 내 고양이 어디 있어? | 정말 고마워
ja: みなさん、おはよう | 今日は元気ですか? | 愛してるよ | おばあちゃん、誕生日おめでとう! | また明日ね | めっちゃ面白い \
| 私の猫はどこ? | ありがとう
zh: 大家早上好 | 你今天怎么样? | 我爱你 | 奶奶生日快乐! | 明天见 | 太好笑了 | 我的猫在哪里? | 非常感谢
""".replace("\\\n", "").strip()

LINES: dict[str, list[str]] = {
    code.strip(): [line.strip() for line in lines.split("|")]
    for code, _, lines in (row.partition(":") for row in _LINES.splitlines())
}
"""Language code → at least eight lines in it."""
