//! Generated press with what a report finds in it: stories of a few articles with an event or two, a statement and here and there a
//! relation; all of it invented and the same on every run.

#![allow(dead_code, reason = "each test takes what it needs")]

use attache_archive::record::{Party, Passage, Relation, RelationMention, Speaker, Statement};
use attache_archive::{KeptActor, KeptReport, KeptStatement};
use attache_coding::ontology::{Cameo, EventType, Modality};
use attache_coding::{Side, Stance};
use attache_fusion as fusion;
use attache_fusion::{Account, Act, Term, Vector, When};
use attache_press::{Article, CharSpan};
use attache_stories::Kind;
use attache_world::calendar::{Days, Granularity};
use attache_world::resolve::Located;
use jiff::ToSpan;
use jiff::civil::Date;

/// States, those first that are told of most.
pub const STATES: [(&str, &str); 36] = [
    ("NOR", "Norway"),
    ("PRT", "Portugal"),
    ("KEN", "Kenya"),
    ("VNM", "Vietnam"),
    ("CHL", "Chile"),
    ("FIN", "Finland"),
    ("GHA", "Ghana"),
    ("NPL", "Nepal"),
    ("URY", "Uruguay"),
    ("EST", "Estonia"),
    ("OMN", "Oman"),
    ("LAO", "Laos"),
    ("PAN", "Panama"),
    ("FJI", "Fiji"),
    ("ISL", "Iceland"),
    ("MLT", "Malta"),
    ("TZA", "Tanzania"),
    ("BOL", "Bolivia"),
    ("AUT", "Austria"),
    ("JOR", "Jordan"),
    ("THA", "Thailand"),
    ("CAN", "Canada"),
    ("NZL", "New Zealand"),
    ("SEN", "Senegal"),
    ("LVA", "Latvia"),
    ("MNG", "Mongolia"),
    ("PRY", "Paraguay"),
    ("ZMB", "Zambia"),
    ("HRV", "Croatia"),
    ("TUN", "Tunisia"),
    ("MUS", "Mauritius"),
    ("BTN", "Bhutan"),
    ("CRI", "Costa Rica"),
    ("SUR", "Suriname"),
    ("TLS", "Timor-Leste"),
    ("AND", "Andorra"),
];

/// Towns: name, degrees north and east, country.
pub const TOWNS: [(&str, f64, f64, &str); 20] = [
    ("Bergen", 60.39, 5.32, "NOR"),
    ("Porto", 41.15, -8.61, "PRT"),
    ("Mombasa", -4.05, 39.66, "KEN"),
    ("Hue", 16.46, 107.6, "VNM"),
    ("Arica", -18.48, -70.33, "CHL"),
    ("Turku", 60.45, 22.27, "FIN"),
    ("Kumasi", 6.69, -1.62, "GHA"),
    ("Pokhara", 28.27, 83.97, "NPL"),
    ("Salto", -31.38, -57.97, "URY"),
    ("Tartu", 58.38, 26.72, "EST"),
    ("Salalah", 17.02, 54.09, "OMN"),
    ("Savannakhet", 16.57, 104.76, "LAO"),
    ("Colon", 9.36, -79.9, "PAN"),
    ("Suva", -18.14, 178.44, "FJI"),
    ("Akureyri", 65.68, -18.09, "ISL"),
    ("Arusha", -3.37, 36.68, "TZA"),
    ("Oruro", -17.97, -67.11, "BOL"),
    ("Graz", 47.07, 15.44, "AUT"),
    ("Aqaba", 29.53, 35.01, "JOR"),
    ("Dunedin", -45.87, 170.5, "NZL"),
];

/// What happens: the verb, its dictionary form, PLOVER's type, CAMEO's code, the score.
const ACTS: [(&str, &str, EventType, &str, f64); 8] = [
    ("visited", "visit", EventType::Consult, "042", 3.0),
    ("praised", "praise", EventType::Support, "051", 3.5),
    ("aided", "aid", EventType::Aid, "070", 7.0),
    ("accused", "accuse", EventType::Accuse, "112", -2.0),
    ("rebuffed", "rebuff", EventType::Reject, "120", -4.0),
    ("threatened", "threaten", EventType::Threaten, "130", -5.0),
    ("sanctioned", "sanction", EventType::Sanction, "163", -6.0),
    ("shelled", "shell", EventType::Assault, "194", -9.0),
];

/// What stands between the names.
const WORDS: &str = "after again all along among and another any around at back became before began below between both \
    bridge brought built but by called came change city close cold come cost could country court day deal door down each \
    early east end even evening every far farm few field find first five food for found four from full gave go good great \
    ground group half hand has have head hear held help here high hold home hope hour how if in into its just kept kind \
    knew land large last late least left less light line little long look lost made many may mean might mile money month \
    more most much must near need never new next night north not now of off office often old on once one only open order \
    other our out over own part past pay people place plan point power price put quite rain ready rest rise river road \
    room round rule said sail same saw school sea second sell send set seven shall ship short show side since six small \
    snow some soon south stand start state still stop street such sure take talk ten than that their them then there they \
    thing third this those three time to told took town trade train tree try turn two under until up upon use very wait \
    walk wall want was watch water way week well went west were when where which while white who whole will wind winter \
    with word work world would year yet young";

/// An outlet of so many, the first ones writing most.
const OUTLETS: usize = 300;
/// The first day, and how many days the press spans.
const FIRST: Date = Date::constant(2015, 1, 5);
const DAYS: i64 = 2_400;

/// The articles of one story with their reports; `of` stories there are, spread over some years.
pub fn story(n: usize, of: usize) -> Vec<(Article, KeptReport)> {
    let mut dice = Dice(n as u64 * 7919 + 17);
    let names: Vec<String> = (0..9).map(|_| dice.name()).collect();
    let sentences =
        |dice: &mut Dice, count: usize| -> Vec<String> { (0..count).map(|_| sentence(dice, &names)).collect() };
    let (one, other) = (dice.skewed(STATES.len()), dice.skewed(STATES.len()));
    let other = if one == other { (one + 1) % STATES.len() } else { other };
    let matter = Matter {
        who: [STATES[one], STATES[other]],
        people: [format!("{} {}", dice.name(), names[0]), format!("{} {}", dice.name(), names[1])],
        act: dice.skewed(ACTS.len()),
        town: TOWNS[dice.skewed(TOWNS.len())],
        day: FIRST.saturating_add((n as i64 * DAYS / of.max(1) as i64).days()),
    };
    let report = sentences(&mut dice, 9);
    let mut told = Vec::new();
    for k in 0..1 + dice.skewed(7) {
        let own = sentences(&mut dice, 8);
        let body: Vec<String> = match k % 4 {
            0 if k == 0 => report.clone(),
            1 => report.iter().enumerate().filter(|(n, _)| *n != 4).map(|(_, line)| line.clone()).collect(),
            2 => report[..4].iter().cloned().chain(own.iter().take(5).cloned()).collect(),
            _ => own,
        };
        told.push(matter.article(n, k, &body, &mut dice));
    }
    told
}

fn sentence(dice: &mut Dice, names: &[String]) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut sentence = names[dice.below(names.len())].clone();
    for _ in 0..11 + dice.below(7) {
        sentence.push(' ');
        match dice.below(4) {
            0 => sentence.push_str(&names[dice.below(names.len())]),
            _ => sentence.push_str(words[dice.below(words.len())]),
        }
    }
    sentence + "."
}

/// What a story is of.
struct Matter {
    who: [(&'static str, &'static str); 2],
    people: [String; 2],
    act: usize,
    town: (&'static str, f64, f64, &'static str),
    day: Date,
}

impl Matter {
    fn article(&self, story: usize, k: usize, body: &[String], dice: &mut Dice) -> (Article, KeptReport) {
        let (verb, ..) = ACTS[self.act];
        let [(_, one), (_, other)] = self.who;
        let [envoy, host] = &self.people;
        let lead = format!("{one} {verb} {other} in {}.", self.town.0);
        let said = format!("{envoy} of {one} said that {host} would hear of it before the week was out.");
        let stands = format!("The partnership of {one} and {other} stands since {}.", self.day.year() - 4);
        let outlet = format!(
            "{} {}",
            ["The Daily", "Evening", "The", "Morning"][dice.below(4)],
            OUTLET_WORDS[dice.skewed(OUTLETS) % OUTLET_WORDS.len()]
        );
        let text = format!("{lead} {said} {stands}\n{}\n", body.join(" "));
        let article = Article {
            id: format!("press/{story}/{k}"),
            url: Some(format!("https://press.example/{story}/{k}")),
            outlet: Some(outlet),
            title: Some(format!("{one} and {other}: {}", body[0].split(' ').take(6).collect::<Vec<_>>().join(" "))),
            published: Some(self.day.saturating_add((k as i64 / 2).days()).to_string()),
            language: Some("en".into()),
            text,
            ..Article::default()
        };
        let end = |text: &str| text.chars().count();
        let said_span = CharSpan { start: end(&lead) + 1, end: end(&lead) + 1 + end(&said) };
        let stands_span = CharSpan { start: said_span.end + 1, end: said_span.end + 1 + end(&stands) };
        let report = KeptReport {
            mark: "generated".into(),
            actors: self.actors(),
            statements: vec![self.statement(&article, said_span, &said)],
            relations: if dice.below(8) == 0 {
                vec![self.relation(&article, stands_span, &stands)]
            } else {
                Vec::new()
            },
            account: Some(Box::new(account(&article, vec![self.mention(&lead)]))),
            ..KeptReport::default()
        };
        (article, report)
    }

    fn actors(&self) -> Vec<KeptActor> {
        let state = |(code, name): (&str, &str)| KeptActor {
            kind: "state".into(),
            name: Some(name.into()),
            names: vec![name.into()],
            code: Some(code.into()),
            id: Some(format!("state:{code}")),
            mentions: 2,
            ..KeptActor::default()
        };
        let person = |name: &String, code: &str| KeptActor {
            kind: "person".into(),
            name: Some(name.clone()),
            names: vec![name.clone()],
            code: Some(code.into()),
            sectors: vec!["GOV".into()],
            office: Some("envoy".into()),
            id: Some(format!("person:{code}/{}", name.to_lowercase().replace(' ', "-"))),
            mentions: 1,
            ..KeptActor::default()
        };
        vec![
            state(self.who[0]),
            state(self.who[1]),
            person(&self.people[0], self.who[0].0),
            person(&self.people[1], self.who[1].0),
        ]
    }

    fn statement(&self, article: &Article, span: CharSpan, said: &str) -> KeptStatement {
        let told = Statement {
            speaker: Some(Speaker {
                name: Some(self.people[0].clone()),
                code: Some(self.who[0].0.into()),
                office: Some("envoy".into()),
                ..Speaker::default()
            }),
            with: Vec::new(),
            kind: "indirect".into(),
            verbatim: false,
            text: said.split_once("said ").map_or(said, |(_, said)| said).trim_end_matches('.').to_owned(),
            cue: Some("said".into()),
            article: article.id.clone(),
            span,
            date: article.published.clone(),
            addressee: None,
            venue: None,
            about: Vec::new(),
            chain: Vec::new(),
        };
        KeptStatement { by: Some(2), on: vec![3], told }
    }

    fn relation(&self, article: &Article, span: CharSpan, stands: &str) -> Relation {
        let side = |(code, name): (&str, &str)| {
            Some(Party {
                name: name.into(),
                code: Some(code.into()),
                id: Some(format!("state:{code}")),
                ..Party::default()
            })
        };
        Relation {
            subject: side(self.who[0]),
            object: side(self.who[1]),
            kind: "partnership".into(),
            value: Some(["comprehensive", "strategic", "comprehensive strategic"][self.act % 3].into()),
            since: Some((self.day.year() - 4).to_string()),
            until: None,
            as_of: article.published.clone(),
            status: ["stands", "stands", "proposed"][self.act % 3].into(),
            mentions: vec![RelationMention {
                sentence: Passage { article: article.id.clone(), span, text: stands.into() },
                trigger: CharSpan { start: span.start + 4, end: span.start + 15 },
            }],
        }
    }

    fn mention(&self, lead: &str) -> fusion::Mention {
        let (_, lemma, event, cameo, scale) = ACTS[self.act];
        let sentence = CharSpan { start: 0, end: lead.chars().count() };
        let (town, lat, lon, country) = self.town;
        let party = |side: Side, actor: usize| fusion::Party {
            side,
            actor: Some(actor),
            name: self.who[actor].1.to_owned(),
            named: true,
            code: Some(self.who[actor].0.to_owned()),
            sectors: Vec::new(),
            office: None,
            id: Some(format!("state:{}", self.who[actor].0)),
            span: CharSpan { start: 0, end: 5 },
        };
        fusion::Mention {
            place: Some(Located {
                name: town.to_owned(),
                lat,
                lon,
                country: Some(country.to_owned()),
                division: None,
                geonames: None,
                score: 1.0,
            }),
            when: Some(When {
                days: Days { first: self.day, last: self.day },
                granularity: Granularity::Day,
                sentence,
            }),
            parties: vec![party(Side::Actor, 0), party(Side::Recipient, 1)],
            ..mention(sentence, lemma, event, cameo, scale)
        }
    }
}

const OUTLET_WORDS: [&str; 30] = [
    "Courier",
    "Post",
    "Herald",
    "Gazette",
    "Tribune",
    "Ledger",
    "Chronicle",
    "Observer",
    "Mirror",
    "Dispatch",
    "Beacon",
    "Record",
    "Standard",
    "Examiner",
    "Echo",
    "Argus",
    "Sentinel",
    "Monitor",
    "Register",
    "Star",
    "Globe",
    "Mail",
    "Bulletin",
    "Journal",
    "Pilot",
    "Voice",
    "Signal",
    "Compass",
    "Anchor",
    "Lantern",
];

/// A bare telling of an act, that happened.
pub fn mention(sentence: CharSpan, lemma: &str, event: EventType, cameo: &str, scale: f64) -> fusion::Mention {
    let act = Cameo::parse(cameo).or_else(|| Cameo::parse("042")).map(|cameo| Act {
        event,
        modes: Vec::new(),
        contexts: Vec::new(),
        cameo,
        scale,
        aux: Vec::new(),
        modality: Modality::Happened,
        stance: Stance::Asserted,
        background: false,
        confidence: 0.9,
        faint: false,
    });
    fusion::Mention {
        trigger: CharSpan { start: sentence.start + 1, end: sentence.start + 5 },
        sentence,
        place_in_text: 0,
        lemma: lemma.into(),
        words: vec![lemma.into()],
        noun: false,
        act,
        parties: Vec::new(),
        arguments: Vec::new(),
        around: vec![Term { hash: sentence.end as u32, rarity: 9 }],
        cast: vec![0, 1],
        place: None,
        when: None,
        quantities: Vec::new(),
        sources: Vec::new(),
        echoes: Vec::new(),
        vector: Vector::default(),
        sentence_vector: Vector::default(),
    }
}

/// What an article of one's own brings.
pub fn account(article: &Article, mentions: Vec<fusion::Mention>) -> Account {
    Account {
        id: article.id.clone(),
        outlet: article.outlet.clone(),
        published: None,
        kind: Kind::Original,
        of: None,
        passages: Vec::new(),
        repairs: Vec::new(),
        credits: Vec::new(),
        credit_lines: Vec::new(),
        told_here: Vec::new(),
        hearsay: Vec::new(),
        actors: Vec::new(),
        terms: Vec::new(),
        sentences: Vec::new(),
        mentions,
        open: None,
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    /// As [`below`](Self::below), the first ones much oftener than the last.
    pub fn skewed(&mut self, n: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((share * share * n as f64) as usize).min(n - 1)
    }

    /// A name that nobody has: four syllables.
    fn name(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "bar", "del", "fen", "gor", "hal", "jin", "kel", "lom", "mar", "nev", "oth", "pel", "quin", "ros", "sel",
            "tor", "ulm", "vas", "wen", "xan", "yor", "zel", "dra", "bri",
        ];
        let name: String = (0..4).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        name[..1].to_uppercase() + &name[1..]
    }
}
