//! Generated press: a stream of light articles with the reports on them, all invented and the same on every run.
//!
//! About 2,740 articles a day (a million a year) of some eighty words, or as many as are asked for. Three in ten are copies of an article of the last days, word
//! for word or cut; most others tell of a story that others tell of, which makes stories of 4.5 articles on average and of hundreds at
//! most. Words follow Zipf's law, so that some keys are everybody's. The first day is as any other: what was told in the days before
//! it is taken up again, though the archive has none of it.

use attache_archive::record::{Event, Party as Side, Passage, Relation, RelationMention, Speaker, Statement};
use attache_archive::{KeptActor, KeptEvent, KeptReport, KeptStatement};
use attache_coding::ontology::{Cameo, EventType, Modality};
use attache_coding::{Side as On, Stance};
use attache_fusion::{Account, Act, Mention, Party, Term, Vector, When};
use attache_press::{Article, CharSpan};
use attache_stories::Kind;
use attache_world::calendar::{Days, Granularity};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Articles of a day, unless another number is given.
pub const PER_DAY: usize = 2740;
/// For so many hundredths of a day stories are taken up again and texts copied.
const RECENT: usize = 146;
/// So many times that are the days before the first, which nobody reads: the first of their articles all tell of stories of their own.
const BEFORE: usize = 6;
const OUTLETS: usize = 600;
/// Persons of whom is told: so many from the first, and one more every so many articles.
const PERSONS: usize = 3000;
const NEW_PERSON: usize = 10;
const VOCABULARY: usize = 60_000;
/// Names that a story has for itself, and the number of the first.
const OWN: usize = 4;
const OWN_FROM: usize = 1_000_000;
const MARK: &str = "scale 1";

const STATES: &[&str] = &[
    "USA", "CHN", "RUS", "GBR", "FRA", "DEU", "IND", "JPN", "BRA", "TUR", "IRN", "ISR", "EGY", "SAU", "KOR", "PRK",
    "UKR", "POL", "ITA", "ESP", "MEX", "CAN", "AUS", "IDN", "VNM", "PHL", "THA", "MYS", "PAK", "AFG", "IRQ", "SYR",
    "LBN", "JOR", "YEM", "SDN", "ETH", "KEN", "NGA", "ZAF", "MAR", "DZA", "LBY", "TUN", "ARG", "CHL", "COL", "VEN",
    "PER", "CUB", "SWE", "NOR", "FIN", "DNK", "NLD", "BEL", "CHE", "AUT", "HUN", "GRC", "ROU", "BGR", "SRB", "GEO",
    "ARM", "AZE", "KAZ", "UZB",
];

const ACTS: &[(&str, EventType, &str)] = &[
    ("met", EventType::Consult, "043"),
    ("accused", EventType::Accuse, "112"),
    ("praised", EventType::Support, "051"),
    ("threatened", EventType::Threaten, "130"),
    ("attacked", EventType::Assault, "190"),
    ("rejected", EventType::Reject, "120"),
    ("urged", EventType::Request, "020"),
    ("aided", EventType::Aid, "070"),
];

const KINDS: &[&str] = &["partnership", "treaty", "sanctions", "trade", "recognition", "alliance"];

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    /// The number of a thing of which the first are by far the most frequent.
    fn rank(&mut self, n: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((n as f64).powf(share) - 1.0) as usize
    }
}

/// A word, the same for the same number.
fn word(number: usize) -> String {
    const ONSETS: [&str; 16] = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z"];
    const RHYMES: [&str; 12] = ["an", "el", "or", "im", "us", "ay", "en", "ol", "ar", "is", "un", "ed"];
    let mut rest = number;
    let mut word = String::new();
    loop {
        word.push_str(ONSETS[rest % 16]);
        word.push_str(RHYMES[rest / 16 % 12]);
        rest /= 192;
        if rest == 0 {
            return word;
        }
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// A name of somebody.
pub fn person(number: usize) -> String {
    format!("{} {}", capital(&word(number % 97 + 40)), capital(&word(number + 200_000)))
}

/// What a story is about.
#[derive(Clone)]
struct Matter {
    story: usize,
    first: usize,
    second: usize,
    person: usize,
    act: usize,
    /// When it happened: on the day of its first article, whenever the others tell of it.
    day: Date,
    /// Words that its articles share.
    words: Vec<usize>,
}

/// The stream.
pub struct Press {
    dice: Dice,
    next: usize,
    stories: usize,
    /// Articles of a day.
    per_day: usize,
    /// The last articles, as many as are taken up again.
    recent: Vec<(Matter, String)>,
    most_recent: usize,
}

impl Press {
    pub fn new(per_day: usize) -> Self {
        let per_day = per_day.max(1);
        let most_recent = (per_day * RECENT / 100).max(1);
        let recent = Vec::with_capacity(most_recent);
        let mut press = Self { dice: Dice(0x5ca1_ab1e), next: 0, stories: 0, per_day, recent, most_recent };
        for _ in 0..BEFORE * most_recent {
            press.told_next();
        }
        press
    }

    /// The next articles, with their reports.
    pub fn batch(&mut self, count: usize) -> (Vec<Article>, Vec<Option<KeptReport>>) {
        (0..count)
            .map(|_| {
                let (article, report) = self.article();
                (article, Some(report))
            })
            .unzip()
    }

    fn article(&mut self) -> (Article, KeptReport) {
        let n = self.next;
        let (day, matter, text) = self.told_next();
        let article = Article {
            id: format!("https://paper{}.example/{:x}", n % OUTLETS, self.dice.roll()),
            outlet: Some(format!("Paper {}", n % OUTLETS)),
            title: Some(format!("{} and {} {}", STATES[matter.first], STATES[matter.second], word(matter.words[0]))),
            published: Some(day.to_string()),
            language: Some("en".to_owned()),
            text,
            ..Article::default()
        };
        let report = report(&article, &matter, &mut self.dice);
        (article, report)
    }

    /// The day of the next article, what it is about, and what it says.
    fn told_next(&mut self) -> (Date, Matter, String) {
        let day = date(2020, 12, 23).saturating_add(((self.next / self.per_day) as i64).days());
        let (matter, text) = self.text(day);
        let slot = self.next % self.most_recent;
        match self.recent.get_mut(slot) {
            Some(recent) => *recent = (matter.clone(), text.clone()),
            None => self.recent.push((matter.clone(), text.clone())),
        }
        self.next += 1;
        (day, matter, text)
    }

    fn text(&mut self, day: Date) -> (Matter, String) {
        let chance = self.dice.below(100);
        if self.recent.len() < self.most_recent || chance >= 78 {
            let matter = self.matter(day);
            let text = told(&matter, &mut self.dice);
            return (matter, text);
        }
        let place = self.dice.below(self.recent.len());
        let (matter, source) = self.recent[place].clone();
        let text = match chance {
            0..15 => source,
            15..30 => {
                let sentences: Vec<&str> = source.split_inclusive(". ").collect();
                let left_out = 1 + self.dice.below(sentences.len().max(2) - 1);
                let kept = sentences.iter().enumerate().filter(|(n, _)| *n != left_out).map(|(_, sentence)| *sentence);
                kept.collect()
            }
            _ => told(&matter, &mut self.dice),
        };
        (matter, text)
    }

    fn matter(&mut self, day: Date) -> Matter {
        let persons = PERSONS + self.next / NEW_PERSON;
        let dice = &mut self.dice;
        self.stories += 1;
        let first = dice.rank(STATES.len());
        let second = (first + 1 + dice.rank(STATES.len() - 1)) % STATES.len();
        Matter {
            story: self.stories,
            first,
            second,
            person: dice.rank(persons),
            act: dice.below(ACTS.len()),
            day,
            words: (0..10)
                .map(|n| if n < OWN { OWN_FROM + self.stories * OWN + n } else { 2000 + dice.rank(VOCABULARY) })
                .collect(),
        }
    }
}

/// What an article on a matter says: the act first, then six sentences of its words and others.
fn told(matter: &Matter, dice: &mut Dice) -> String {
    let mut text = format!(
        "{} {} {} over the {} of {} on {} {}, {} said. ",
        STATES[matter.first],
        ACTS[matter.act].0,
        STATES[matter.second],
        word(matter.words[0]),
        capital(&word(matter.words[1])),
        matter.day.strftime("%B"),
        matter.day.day(),
        person(matter.person),
    );
    for _ in 0..6 {
        let mut sentence = capital(&word(matter.words[dice.below(10)]));
        for n in 0..9 + dice.below(4) {
            sentence.push(' ');
            sentence.push_str(&match (n % 4, dice.below(3)) {
                (0, _) => word(matter.words[dice.below(10)]),
                (1, 0) => word(2000 + dice.rank(VOCABULARY)),
                (_, 0) => "the".to_owned(),
                _ => word(dice.rank(2000)),
            });
        }
        text.push_str(&sentence);
        text.push_str(". ");
    }
    text
}

/// A light report: one act, or two; a statement; in one article of three a relation.
fn report(article: &Article, matter: &Matter, dice: &mut Dice) -> KeptReport {
    let end = article.text.find(". ").map_or(article.text.len(), |at| at + 1);
    let sentence = CharSpan { start: 0, end };
    let passage = Passage { article: article.id.clone(), span: sentence, text: article.text[..end].to_owned() };
    let state = |n: usize| KeptActor {
        kind: "state".to_owned(),
        name: Some(STATES[n].to_owned()),
        names: vec![STATES[n].to_owned()],
        code: Some(STATES[n].to_owned()),
        id: Some(format!("state:{}", STATES[n])),
        mentions: 1,
        ..KeptActor::default()
    };
    let name = person(matter.person);
    let speaker = KeptActor {
        kind: "person".to_owned(),
        names: vec![name.clone()],
        id: Some(format!("person:{}/{}", STATES[matter.first], name.to_lowercase().replace(' ', "-"))),
        code: Some(STATES[matter.first].to_owned()),
        mentions: 1,
        name: Some(name),
        ..KeptActor::default()
    };
    let actors = vec![state(matter.first), state(matter.second), speaker];
    let side = |n: usize| Side {
        name: actors[n].name.clone().unwrap_or_default(),
        code: actors[n].code.clone(),
        id: actors[n].id.clone(),
        ..Side::default()
    };
    let relation = Relation {
        subject: Some(side(0)),
        object: Some(side(1)),
        kind: KINDS[matter.story % KINDS.len()].to_owned(),
        value: Some(word(matter.words[2] % 500)),
        since: None,
        until: None,
        as_of: article.published.clone(),
        status: "stands".to_owned(),
        mentions: vec![RelationMention { sentence: passage.clone(), trigger: CharSpan { start: 4, end: 9 } }],
    };
    let statement = Statement {
        speaker: Some(Speaker { name: actors[2].name.clone(), id: actors[2].id.clone(), ..Speaker::default() }),
        with: Vec::new(),
        kind: "indirect".to_owned(),
        verbatim: false,
        text: passage.text.clone(),
        cue: Some("said".to_owned()),
        article: article.id.clone(),
        span: sentence,
        date: article.published.clone(),
        addressee: None,
        venue: None,
        about: Vec::new(),
        chain: Vec::new(),
    };
    let (_, event, cameo) = ACTS[matter.act];
    let told = Event {
        id: format!("{:x}", dice.roll()),
        event: event.name().to_owned(),
        plover_event: event.name().to_owned(),
        cameo: cameo.to_owned(),
        actor: vec![side(0)],
        recipient: vec![side(1)],
        date: Some(matter.day.to_string()),
        modality: "happened".to_owned(),
        ..Event::default()
    };
    KeptReport {
        mark: MARK.to_owned(),
        statements: vec![KeptStatement { by: Some(2), on: Vec::new(), told: statement }],
        events: vec![KeptEvent { event: told, parties: vec![0, 1] }],
        relations: if matter.story.is_multiple_of(3) { vec![relation] } else { Vec::new() },
        account: Some(Box::new(account(article, matter, &actors, sentence, dice))),
        actors,
    }
}

fn account(article: &Article, matter: &Matter, actors: &[KeptActor], sentence: CharSpan, dice: &mut Dice) -> Account {
    let term = |n: &usize| Term { hash: (*n as u32).wrapping_mul(7919), rarity: 12 };
    let mut terms: Vec<Term> = matter.words.iter().map(term).collect();
    terms.extend((0..20).map(|_| term(&dice.rank(VOCABULARY))));
    terms.sort_unstable();
    terms.dedup();
    let party = |side, n: usize| Party {
        side,
        actor: Some(n),
        name: actors[n].name.clone().unwrap_or_default(),
        named: true,
        code: actors[n].code.clone(),
        sectors: Vec::new(),
        office: None,
        id: actors[n].id.clone(),
        span: sentence,
    };
    let (lemma, event, cameo) = ACTS[matter.act];
    let vector = |dice: &mut Dice, part: usize| {
        let of =
            |n: usize, dice: &mut Dice| ((matter.story * 31 + part + n * 7) % 13) as f32 - 6.0 + dice.below(4) as f32;
        Vector::of(&(0..128).map(|n| of(n, dice)).collect::<Vec<f32>>())
    };
    let mut around: Vec<Term> = matter.words[..3].iter().map(term).collect();
    around.sort_unstable();
    around.dedup();
    let mention = Mention {
        trigger: CharSpan { start: 4, end: 9 },
        sentence,
        place_in_text: 0,
        words: vec![lemma.to_owned()],
        lemma: lemma.to_owned(),
        noun: false,
        act: Cameo::parse(cameo).map(|cameo| Act {
            event,
            modes: Vec::new(),
            contexts: Vec::new(),
            cameo,
            scale: event.score(),
            aux: Vec::new(),
            modality: Modality::Happened,
            stance: Stance::Asserted,
            background: false,
            confidence: 0.8,
            faint: false,
        }),
        parties: vec![party(On::Actor, 0), party(On::Recipient, 1)],
        arguments: Vec::new(),
        around,
        cast: vec![0, 1, 2],
        place: None,
        when: Some(When {
            days: Days { first: matter.day, last: matter.day },
            granularity: Granularity::Day,
            sentence,
        }),
        quantities: Vec::new(),
        sources: Vec::new(),
        vector: vector(dice, 0),
        echoes: Vec::new(),
        sentence_vector: vector(dice, 5),
    };
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
        terms,
        sentences: vec![sentence],
        mentions: vec![mention],
        open: None,
    }
}
