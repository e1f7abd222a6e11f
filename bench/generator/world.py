"""The invented world: real states and capitals; invented towns, persons, outlets, groups."""
import random

# code | name | adjective | capital | culture | offices (p president, m prime minister)
STATES = """KEN|Kenya|Kenyan|Nairobi|eafrica|p
UGA|Uganda|Ugandan|Kampala|eafrica|pm
TZA|Tanzania|Tanzanian|Dodoma|eafrica|pm
ETH|Ethiopia|Ethiopian|Addis Ababa|horn|m
ERI|Eritrea|Eritrean|Asmara|horn|p
NGA|Nigeria|Nigerian|Abuja|wafrica|p
GHA|Ghana|Ghanaian|Accra|wafrica|p
BEN|Benin|Beninese|Porto-Novo|fafrica|p
SEN|Senegal|Senegalese|Dakar|fafrica|pm
MLI|Mali|Malian|Bamako|fafrica|pm
CMR|Cameroon|Cameroonian|Yaounde|fafrica|pm
TCD|Chad|Chadian|N'Djamena|fafrica|pm
ZMB|Zambia|Zambian|Lusaka|safrica|p
MWI|Malawi|Malawian|Lilongwe|safrica|p
BWA|Botswana|Botswanan|Gaborone|safrica|p
MOZ|Mozambique|Mozambican|Maputo|luso|pm
AGO|Angola|Angolan|Luanda|luso|p
EGY|Egypt|Egyptian|Cairo|arab|pm
TUN|Tunisia|Tunisian|Tunis|arab|pm
DZA|Algeria|Algerian|Algiers|arab|pm
JOR|Jordan|Jordanian|Amman|arab|m
IRQ|Iraq|Iraqi|Baghdad|arab|pm
LBN|Lebanon|Lebanese|Beirut|arab|pm
OMN|Oman|Omani|Muscat|arab|
YEM|Yemen|Yemeni|Sanaa|arab|m
IRN|Iran|Iranian|Tehran|persian|p
TJK|Tajikistan|Tajik|Dushanbe|persian|pm
TUR|Turkey|Turkish|Ankara|turkic|p
AZE|Azerbaijan|Azerbaijani|Baku|turkic|pm
UZB|Uzbekistan|Uzbek|Tashkent|turkic|pm
KAZ|Kazakhstan|Kazakh|Astana|turkic|pm
GEO|Georgia|Georgian|Tbilisi|caucasus|m
ARM|Armenia|Armenian|Yerevan|armenian|m
PAK|Pakistan|Pakistani|Islamabad|pakistan|m
IND|India|Indian|New Delhi|india|m
NPL|Nepal|Nepali|Kathmandu|india|m
BGD|Bangladesh|Bangladeshi|Dhaka|pakistan|m
LKA|Sri Lanka|Sri Lankan|Colombo|lanka|pm
CHN|China|Chinese|Beijing|china|
JPN|Japan|Japanese|Tokyo|japan|m
KOR|South Korea|South Korean|Seoul|korea|pm
MNG|Mongolia|Mongolian|Ulaanbaatar|mongol|pm
VNM|Vietnam|Vietnamese|Hanoi|viet|m
THA|Thailand|Thai|Bangkok|thai|m
MYS|Malaysia|Malaysian|Kuala Lumpur|malay|m
IDN|Indonesia|Indonesian|Jakarta|malay|p
PHL|Philippines|Philippine|Manila|pinoy|p
FJI|Fiji|Fijian|Suva|pacific|m
PNG|Papua New Guinea|Papua New Guinean|Port Moresby|pacific|m
AUS|Australia|Australian|Canberra|anglo|m
NZL|New Zealand|New Zealand|Wellington|anglo|m
CAN|Canada|Canadian|Ottawa|anglo|m
USA|United States|U.S.|Washington|anglo|p
GBR|Britain|British|London|anglo|m
IRL|Ireland|Irish|Dublin|anglo|m
FRA|France|French|Paris|french|pm
BEL|Belgium|Belgian|Brussels|french|m
DEU|Germany|German|Berlin|german|
AUT|Austria|Austrian|Vienna|german|
NLD|Netherlands|Dutch|The Hague|dutch|m
SWE|Sweden|Swedish|Stockholm|nordic|m
NOR|Norway|Norwegian|Oslo|nordic|m
FIN|Finland|Finnish|Helsinki|finn|pm
POL|Poland|Polish|Warsaw|westslav|pm
CZE|Czech Republic|Czech|Prague|westslav|pm
UKR|Ukraine|Ukrainian|Kyiv|eastslav|pm
RUS|Russia|Russian|Moscow|eastslav|p
SRB|Serbia|Serbian|Belgrade|southslav|pm
HRV|Croatia|Croatian|Zagreb|southslav|pm
HUN|Hungary|Hungarian|Budapest|magyar|m
ROU|Romania|Romanian|Bucharest|romanian|pm
GRC|Greece|Greek|Athens|greek|m
ITA|Italy|Italian|Rome|italian|m
ESP|Spain|Spanish|Madrid|iberian|m
PRT|Portugal|Portuguese|Lisbon|luso|m
MEX|Mexico|Mexican|Mexico City|iberian|p
GTM|Guatemala|Guatemalan|Guatemala City|iberian|p
COL|Colombia|Colombian|Bogota|iberian|p
PER|Peru|Peruvian|Lima|iberian|p
BOL|Bolivia|Bolivian|La Paz|iberian|p
CHL|Chile|Chilean|Santiago|iberian|p
ARG|Argentina|Argentine|Buenos Aires|iberian|p
BRA|Brazil|Brazilian|Brasilia|luso|p
JAM|Jamaica|Jamaican|Kingston|anglo|m"""
THE_STATES = {"PHL", "USA", "NLD", "CZE"}

# culture | male given | female given | surnames | invented towns
CULTURES = """eafrica|Juma Elias Baraka Simon Okoth Peter Festus Moses|Amina Grace Neema Wanja Esther Akinyi|Mwakitele Ocholla Karimba Nyandoro Kitumo Barasiko Wamalwe Mushendo Otiangala Kyembwa Ndungare|Kalimeru Ndorwesi Masikato Bugembwa Lokirama Mtongore Kisamburi
horn|Tesfaye Dawit Yonas Berhane Girma Haile|Selam Hirut Almaz Mulu Tigist|Woldesemaya Abrehatu Gebrekal Tessemet Hagosawi Negashe Zerabrukal|Adi Kelem Debre Sina Wuha Mekaro Shilabale Gundaro Assebet
wafrica|Chidi Kwabena Tunde Ibrahim Emeka Kojo|Ngozi Abena Folake Ama Zainab|Adewumola Okonjide Boateman Danladiru Eziakor Asamoanu Babalorin Nnamekwe|Gwarindu Oketari Danbaru Tsafiri Akwanso Birnin Koma Yelwata
fafrica|Moussa Amadou Ousmane Jean-Pierre Idrissa Salif|Aissatou Mariam Fatou Awa Clarisse|Diarroba Keitamba Sowane Ndiayol Traolassi Mbengono Ouattabe Coulimari Gueyekh|Dioukoro Sarembala Koundougari Tamassok Ndialane Bafoulere Mokolaye
safrica|Chanda Thabo Lazarus Kondwani Mpho|Thandiwe Mercy Naledi Chipo|Mwanzabe Phirilo Bandakwe Sebogole Kapembara Tembalo Chilufywa|Mukasanga Lundwari Kasemole Chipatule Serobwe Mzimbiri
luso|Joao Paulo Tiago Nelson Rui Caetano|Beatriz Ines Luisa Teresa Celeste|Macambira Queirosso Salvaterrinha Nhantule Pedrazal Vilarinos Camboango Teixandra|Porto Velado Santa Arruda Vila Moreno Cambirela Monte Serro Quelimbe
arab|Khalid Yousef Nabil Tariq Hisham Walid Samir|Leila Hanan Salma Nour Rania|Al-Mansuri Haddadin Qarbashi Bouzarif El-Shammas Khoueiri Al-Ghazwan Nasreddin Tahouni|Tell Marjan Ain Rummaneh Wadi Sirhan Beni Suhail Deir Qasim Kafr Hamra Zawiyat Noun
persian|Farhad Rustam Behrouz Dariush Jamshid|Shirin Parisa Laleh Nasrin|Golestari Rahmonzod Kavehpour Daryashenas Nazarfar Mirzovand|Shahr-e Zard Kuhdasht Abgarm Sarbishe Qal'ai Nur Dehrud
turkic|Emre Orhan Rauf Bakhtiyor Yerlan Kemal|Aylin Leyla Dilnoza Aigerim|Karabulutlu Demirhanli Aliyezade Yusupkhon Bekmurat Ozerkan Tashmatov|Karakopru Yenidag Aksuvat Qizilbulak Gokcetepe Sarytobe
caucasus|Giorgi Levan Zurab Irakli|Nino Tamar Ketevan|Maisurashvili Tavadzeli Kobalauri Jaqelidze Chkhenkvadze|Tsiteltsopeli Akhalubani Samtavro Dzegvani
armenian|Armen Vahe Tigran Hrant|Anahit Lusine Narine|Galumyan Terzibashyan Hovsarian Mkhitarents|Verin Karmir Norashenik Tsaghkut Areni Dzor
pakistan|Imran Rashid Kamran Zahid Anwar|Ayesha Farzana Nadia Sadia|Chaudhrani Qureshpal Bugtizai Mirzadar Talukhan Siddiqan|Chak Jalalpur Kot Sarwar Dera Mangal Bahadurkot Rampurhat
india|Arvind Suresh Vikram Prakash Dinesh|Meera Lakshmi Sunita Kavita|Deshwalkar Iyengupta Bhattanand Thapaliyar Narayankar Chauhanek|Rajnapur Bhimtola Kanthalgaon Devipatnam Sundarkhet Malikheda
lanka|Nuwan Ruwan Ajith Chaminda|Dilini Sanduni Nirmala|Wickremapala Gunaratnasiri Senadheerage Karunawardha|Kiribathgala Maduwela Hettigamuwa Polwatte
china|Weiguo Jianhua Zhiming Guoqing|Liping Xiaomei Yuhua|Lü Shangguan Ouyang Zhan Qiaoshu Murong|Heshanzhen Liujiabei Qingtaokou Baihegou
japan|Kenjiro Takumi Hiroaki Shunsuke|Ayako Naomi Yukiko|Hoshinokawa Kuramitsu Tachibayama Ogishima Natsumori|Minakuzu Shirahoro Kitanobe Uraminato
korea|Dong-hyuk Sang-woo Jae-min Tae-sik|Min-ji Hye-rin Soo-yeon|Namgoong Seonwoo Hwangbo Tak Jegal|Sandeok Yulhyeon Cheongnae Baekgok
mongol|Batbayar Ganbold Erdene Tumur|Oyunaa Sarnai|Dashzevegt Luvsangombo Chinbatyn|Tsagaan-Ovoot Bayanserge Khujirtai
viet|Quang Minh Duc Thanh Hai|Lan Huong Thuy|Trinhlam Dangkhai Vuongthe Luuphan Toncao|Binh Khe Thanh Loi Xuan Trach Phu Dong
thai|Somchai Anan Prasert Wichai|Siriporn Malee Kanya|Rattanawongse Suwannakul Chaiprasong Thongdee|Ban Nong Khla Tha Saeng Khao Pling Wang Daeng
malay|Hafiz Azman Budi Slamet Rizal|Siti Dewi Nurul Ratna|Hartonegoro Abdulmanap Sitohangsa Wijayandra Pranotobaru Ismaildin|Kampung Seraya Tanjung Lais Muara Keling Bukit Randu Sungai Tapah
pinoy|Rodel Benigno Ernesto Jun|Maricel Lorna Cristina|Dimaculan Batungbakal Salonganan Macaraegon|Santa Lubao San Quirino Malabuyan Tagkawit
pacific|Sitiveni Tevita Michael Paulias|Mere Losana Ruth|Vakalabure Tikonatule Kaupandu Waqanisau Namaliuwe|Navosavu Kerandiba Wabeno Lautokani
anglo|Martin Gareth Colin Walter Douglas Neil|Helen Fiona Alison Margaret Judith|Ashgrove Penhallick Thornbeck Whitlaw Carrowmore Haddersley Marchbanks Oakshott Kirkandrew|Harrowmere Stonebridge Falls Kelden Wexcombe Port Marlow Ardnamoyle Blackwater Cross
french|Luc Benoit Thierry Olivier Gilles|Camille Sylvie Helene Agathe|Vaucresson Delacroisette Marchandot Beaulieux Vandersteene Lambertin|Saint-Aubry Villemorte Montcresson Roquebelle Chateauvert
german|Jurgen Matthias Lukas Stefan|Ulrike Sabine Katrin|Hohenbruck Silbermacher Wachtelborn Eisenlohr Kaltenegg Brandmoser|Oberwalden Grunsee Steinlach Altfelden
dutch|Pieter Joost Maarten Ruben|Anneke Sanne Marijke|Van Oosterloo Hoekwater De Wildeboer Terbrugge|Zuidermeer Oudekerkel Westbroekum
nordic|Anders Lars Henrik Sven Olav|Ingrid Astrid Karin Solveig|Bjornlund Hallstromme Nygardsli Ekvallen Tveitmo Dahlskog|Nordvika Granfors Alvsundet Hestnesby
finn|Jukka Antti Heikki|Aino Kaisa Riitta|Koskenrinne Lahdesjoki Pellonmaki Tuomivaara|Jarvikoski Suonperala Kuusilampi
westslav|Marek Tomasz Pavel Jiri Andrzej|Katarzyna Hana Dorota Jitka|Wolskiewicz Dolanski Hruskova Nemejc Zabrodek Kowalczewski Pruchal|Zielonka Gora Brzozowiec Kamenny Most Lipnicek
eastslav|Oleksandr Viktor Pavlo Anton Dmytro|Oksana Larysa Nadiya Vera|Zavorotnyuk Kalinchak Terletskyi Morozhin Belousenko Shchedrakov|Novooleksiivsk Krasnopilske Verkhovyna Yar Stepnohirka
southslav|Goran Zoran Dragan Ivo|Jelena Mirjana Vesna|Petrovacki Kovacevski Radulin Stankovar Jurasic|Gornji Lomac Brestovica Novi Drenik Kamenovo
magyar|Gabor Istvan Zsolt|Eszter Judit Zsofia|Kormendvari Szentpeteri Halaszfalvi|Kiskeresztur Almasvar Dobrogyhaza
romanian|Mihai Radu Cornel|Ioana Mirela Doina|Brancusescu Dobrogean Vlahutanu Moldoveanca|Valea Cetatii Poiana Seaca Rasinet
greek|Nikos Kostas Spyros|Eleni Katerina Sofia|Papastergiou Kalogerinos Vrettakis Mavroleon|Agia Thekla Neochorion Palaiokastri
italian|Marco Fabio Renato|Giulia Paola Silvia|Montebruni Castagnoli Ferrambelli Di Roccastrada|Castelferro Rocca Vento Pietrabassa
iberian|Hector Rodrigo Alvaro Ignacio Ramiro Esteban|Lucia Marisol Pilar Ximena Rosario|Villaquiran Echeverrieta Montalbanez Carrasquedo Uribelarrea Quispecondor Zamoranell|San Telmo Arriba Villa Rosales Cerro Pardo Puerto Lindo Tres Encinas Quebrada Honda"""

# Towns of more than one word are given joined by this table: a lower-case-free way to split the lists above.
TWO_WORD = """Adi Kelem|Debre Sina Wuha|Birnin Koma|Porto Velado|Santa Arruda|Vila Moreno|Monte Serro|Tell Marjan|Ain Rummaneh|Wadi Sirhan|Beni Suhail|Deir Qasim|Kafr Hamra|Zawiyat Noun|Shahr-e Zard|Qal'ai Nur|Verin Karmir|Areni Dzor|Chak Jalalpur|Kot Sarwar|Dera Mangal|Binh Khe|Thanh Loi|Xuan Trach|Phu Dong|Ban Nong Khla|Tha Saeng|Khao Pling|Wang Daeng|Kampung Seraya|Tanjung Lais|Muara Keling|Bukit Randu|Sungai Tapah|Santa Lubao|San Quirino|Stonebridge Falls|Port Marlow|Blackwater Cross|Zielonka Gora|Kamenny Most|Verkhovyna Yar|Gornji Lomac|Novi Drenik|Valea Cetatii|Poiana Seaca|Agia Thekla|Rocca Vento|San Telmo Arriba|Villa Rosales|Cerro Pardo|Puerto Lindo|Tres Encinas|Quebrada Honda|Van Oosterloo|De Wildeboer|Di Roccastrada""".split("|")


def _split(text):
    for two in TWO_WORD:
        text = text.replace(two, two.replace(" ", "_"))
    return [w.replace("_", " ") for w in text.split()]


STATE = {}
for _line in STATES.split("\n"):
    _c, _n, _a, _cap, _cul, _off = _line.split("|")
    STATE[_c] = {"code": _c, "name": _n, "adj": _a, "capital": _cap, "culture": _cul, "offices": _off}
CULTURE = {}
for _line in CULTURES.split("\n"):
    _k, _m, _f, _s, _t = _line.split("|")
    CULTURE[_k] = {"m": _m.split(), "f": _f.split(), "sur": _split(_s), "towns": _split(_t)}

AGENCIES = [("Orbis News Agency", "Orbis"), ("TransPress", "TransPress"), ("Northlight Newswire", "Northlight"), ("Interpress Meridian", "IPM"),
            ("Halyard Wire Service", "Halyard"), ("Concord Press Agency", "CPA-Concord")]
PAPER_HEADS = """Harrow Kestrel Lantern Tidewater Ironbridge Quillon Saltmarsh Redfern Amberley Fairhaven Millstone Copperfield Larkspur Windrush Beacon-Hill Stillwater Osprey
Juniper Cobalt Marigold Thornfield Hawthorn Silverline Westering Easterly Longshore Highgate-Road Crossroads Compass Plumbline Fathom Turnstile Signal-Box""".split()
PAPER_TAILS = ["Ledger", "Courier", "Herald", "Tribune", "Gazette", "Observer", "Standard", "Chronicle", "Dispatch", "Sentinel", "Examiner", "Argus"]
CASTERS = ["Channel {}", "Radio {}", "{} Television", "{} FM", "{} News Network", "{} Broadcasting"]
WEBS = ["{} Online", "{}24", "The {} Report", "{} Now", "{}Wire.net"]
REGIONS = ["northern", "southern", "eastern", "western", "central", "north-eastern", "south-western"]


TAKEN = set()       # surnames already borne in this world


def surname(rng, names):
    """A surname nobody here has yet: one of the list, else two of them blended."""
    free = [n for n in names if n not in TAKEN]
    name = rng.choice(free) if free and rng.random() < .8 else None
    for _ in range(200):
        if name and name not in TAKEN:
            break
        a, b = rng.sample(names, 2)
        cuts = [i for i in range(2, len(a) - 1) if a[i] in "aeiou"] or [len(a) // 2]
        joins = [i for i in range(2, len(b) - 2) if b[i] in "aeiou"] or [len(b) // 2]
        name = a[:rng.choice(cuts)] + b[rng.choice(joins):]
        if " " in name or "-" in name or not 4 < len(name) < 14:
            name = None
    name = name or rng.choice(names)
    TAKEN.add(name)
    return name


class Person:
    def __init__(self, rng, state, title, sex=None):
        cul = CULTURE[STATE[state]["culture"]]
        self.sex = sex or rng.choice("mmf")
        self.given, self.sur = rng.choice(cul[self.sex]), surname(rng, cul["sur"])
        self.order = "east" if STATE[state]["culture"] in ("china", "korea", "viet") else "west"
        self.state, self.title, self.kind = state, title, "person"

    def full(self, sur=None):
        sur = sur or self.sur
        return f"{sur} {self.given}" if self.order == "east" else f"{self.given} {sur}"


class Group:
    """An armed group, union, party, paper, ship: a name and a short name."""
    def __init__(self, state, name, short, noun, kind="group"):
        self.state, self.name, self.short, self.noun, self.kind = state, name, short, noun, kind


class Gov:
    def __init__(self, state):
        self.state, self.kind = state, "gov"


class Outlet:
    def __init__(self, name, kind, state, rng, short=None):
        self.name, self.kind, self.state, self.short = name, kind, state, short or name
        self.us = rng.random() < .4          # American dates and spelling of the dateline
        self.digits = rng.random() < .3      # all numbers as digits
        self.mr = kind == "paper" and rng.random() < .3
        self.clock = rng.random() < .7       # published with a time
        self.host = "".join(c for c in name.lower() if c.isalnum()) + ".example"

    def the(self):
        return "the " + self.name if self.kind == "agency" and self.name.split()[-1] in ("Agency", "Newswire", "Service") else self.name


class World:
    def __init__(self, rng):
        self.rng = rng
        self.people, self.outlets, self.by_state = {}, [], {}
        self.agencies = [Outlet(n, "agency", None, rng, s) for n, s in AGENCIES]
        self.names = [(h.replace("-", " "), t) for h in PAPER_HEADS for t in PAPER_TAILS]
        rng.shuffle(self.names)
        self.heads = [h.replace("-", " ") for h in PAPER_HEADS]
        for _ in range(40):
            self.new_outlet(rng.choice(list(STATE)))
        self.towns = {}

    def new_outlet(self, state):
        rng = self.rng
        kind = rng.choice(["paper", "paper", "paper", "caster", "web"])
        if not self.names:
            self.names = [(h + " " + w, t) for h in self.heads for w in ("City", "Evening", "Morning") for t in PAPER_TAILS]
            rng.shuffle(self.names)
        head, tail = self.names.pop()
        used = {o.name for o in self.outlets}
        if kind == "paper":
            name = rng.choice(["The {} {}", "{} {}", "{} Daily {}"]).format(head, tail)
        else:
            shape = rng.choice(CASTERS if kind == "caster" else WEBS)
            name = shape.format(head.replace(" ", "") if "{}24" in shape or "{}W" in shape else head)
            if name in used:
                kind, name = "paper", f"The {head} {tail}"
        o = Outlet(name, kind, state, rng)
        self.outlets.append(o)
        self.by_state.setdefault(state, []).append(o)
        return o

    def local(self, state, n):
        while len(self.by_state.get(state, [])) < n:
            self.new_outlet(state)
        return self.by_state[state]

    def official(self, state, office):
        key = (state, office)
        if key not in self.people:
            self.people[key] = Person(self.rng, state, office)
        return self.people[key]

    def town(self, state):
        if state not in self.towns:
            names = list(CULTURE[STATE[state]["culture"]]["towns"])
            self.rng.shuffle(names)
            self.towns[state] = [(n, self.rng.choice(REGIONS)) for n in names]
        return self.rng.choice(self.towns[state])
