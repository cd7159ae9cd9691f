"""Which of piper's published voices are men's and which are women's; their files do not say it.

By the names of https://github.com/rhasspy/piper/blob/master/VOICES.md. A voice that is not listed here is none we are sure of.
"""

from __future__ import annotations

from typing import Final

from toontalker.clip import Voice

_NAMES: Final[dict[Voice, str]] = {
    "male": """
        cs_CZ-jirka cy_GB-gwryw_gogleddol de_DE-karlsson de_DE-pavoque de_DE-thorsten de_DE-thorsten_emotional en_GB-alan
        en_GB-northern_english_male en_US-bryce en_US-danny en_US-hfc_male en_US-joe en_US-john en_US-kusal en_US-norman
        en_US-reza_ibrahim en_US-ryan es_ES-carlfm es_ES-davefx es_MX-ald fa_IR-amir fa_IR-reza_ibrahim fi_FI-harri fr_FR-gilles
        fr_FR-tom hi_IN-pratham hi_IN-rohan hu_HU-imre is_IS-bui is_IS-steinn it_IT-riccardo lv_LV-aivars ml_IN-arjun nl_BE-rdh
        nl_NL-pim nl_NL-ronnie pl_PL-darkman pt_BR-cadu pt_BR-edresson pt_BR-faber pt_BR-jeff pt_PT-tugão ro_RO-mihai ru_RU-denis
        ru_RU-dmitri ru_RU-ruslan sl_SI-artur te_IN-venkatesh tr_TR-fahrettin tr_TR-fettah ar_JO-kareem ca_ES-upc_pau
    """,
    "female": """
        ca_ES-upc_ona de_DE-eva_k de_DE-kerstin de_DE-ramona el_GR-rapunzelina en_GB-alba en_GB-cori en_GB-jenny_dioco
        en_GB-southern_english_female en_US-amy en_US-hfc_female en_US-kathleen en_US-kristin en_US-lessac en_US-ljspeech
        es_AR-daniela fr_FR-siwis hi_IN-priyamvada hu_HU-anna hu_HU-berta is_IS-salka is_IS-ugla it_IT-paola ka_GE-natia
        lb_LU-marylux ml_IN-meera nl_BE-nathalie pl_PL-gosia ru_RU-irina sk_SK-lili sv_SE-lisa te_IN-maya te_IN-padmavathi
        uk_UA-lada zh_CN-huayan
    """,
}
GENDER_OF: Final[dict[str, Voice]] = {name: voice for voice, names in _NAMES.items() for name in names.split()}
"""Language, region and name of a voice, as its file name begins → who speaks."""
SPEAKERS: Final[dict[str, Voice]] = {
    "m": "male", "male": "male", "pierre": "male", "mykyta": "male",
    "f": "female", "female": "female", "jessica": "female", "lada": "female", "tetiana": "female",
}  # fmt: skip
"""What speakers of files with several of them are called, lower case → who speaks."""
