//! Generated press: as many stories as asked for, four articles each, all of it invented and the same on every run.

use std::fmt::Write;

use attache_press::Article;

/// Stories of four articles each: a report, a copy of it, an excerpt from it, and a report of its own on the same matter.
pub fn press(stories: usize) -> Vec<Article> {
    (0..stories).flat_map(story).collect()
}

/// The articles as JSON lines.
#[allow(dead_code)]
pub fn json_lines(articles: &[Article]) -> String {
    let mut lines = String::new();
    for article in articles {
        let line = serde_json::json!({
            "id": article.id, "outlet": article.outlet, "title": article.title,
            "published": article.published, "language": "en", "text": article.text,
        });
        let _ = writeln!(lines, "{line}");
    }
    lines
}

const MATTERS: [(&str, &str, &str); 8] = [
    ("bridge", "closed", "engineers"),
    ("orchard", "harvested", "growers"),
    ("museum", "reopened", "curators"),
    ("tramway", "extended", "planners"),
    ("reservoir", "drained", "divers"),
    ("lighthouse", "repainted", "keepers"),
    ("cannery", "sold", "auctioneers"),
    ("observatory", "robbed", "detectives"),
];

/// What a report says, sentence by sentence; `{…}` is filled in for each story.
const REPORT: [&str; 8] = [
    "The {matter} at {place} was {done} on {day} after {count} {people} had signed a letter to {first}.",
    "{first}, who leads the {org}, told reporters that the cost would come to {money} crowns.",
    "A spokesman for {second} called the plan hasty and asked for {weeks} more weeks.",
    "Nobody in {place} had expected the {org} to act before {month}.",
    "According to {second}, at least {count} letters have reached the office since {month}.",
    "The {people} began their work near {square} with {tools} borrowed from {town}.",
    "In {town} the council voted by {votes} to {fewer} to send help to {place}.",
    "{first} will meet {second} again at {square} before the end of {month}.",
];

const OWN: [&str; 5] = [
    "Residents of {place} woke to find that their {matter} had been {done}, as {first} promised in {month}.",
    "For {second} it is a defeat: only {fewer} members of the {org} stood by the older plan.",
    "At {square} a crowd cheered while {people} unloaded lorries from {town}.",
    "The bill of {money} crowns is to be shared between {place} and {town}, {first} said.",
    "{second} has {weeks} weeks to object before a court in {town}.",
];

fn story(s: usize) -> Vec<Article> {
    let mut dice = Dice(s as u64 * 7919 + 17);
    let (matter, done, people) = MATTERS[s % MATTERS.len()];
    let facts: Vec<(&str, String)> = vec![
        ("matter", matter.into()),
        ("done", done.into()),
        ("people", people.into()),
        ("place", dice.name()),
        ("town", dice.name()),
        ("square", format!("{} Square", dice.name())),
        ("org", format!("{} Society", dice.name())),
        ("first", format!("{} {}", dice.name(), dice.name())),
        ("second", format!("{} {}", dice.name(), dice.name())),
        ("day", ["Monday", "Tuesday", "Wednesday", "Thursday"][dice.below(4)].into()),
        ("month", ["March", "May", "July", "October"][dice.below(4)].into()),
        ("tools", ["cranes", "ladders", "pumps", "barrows"][dice.below(4)].into()),
        ("count", (200 + dice.below(9000)).to_string()),
        ("money", (10_000 + dice.below(900_000)).to_string()),
        ("weeks", (2 + dice.below(30)).to_string()),
        ("votes", (20 + dice.below(70)).to_string()),
        ("fewer", (3 + dice.below(16)).to_string()),
    ];
    let told = |sentences: &[&str]| {
        let told: Vec<String> = sentences.iter().map(|sentence| fill(sentence, &facts)).collect();
        told.join(" ") + "\n"
    };
    let title = fill("{matter} at {place} {done}", &facts);
    let article = |n: usize, outlet: &str, title: String, text: String| Article {
        id: format!("{outlet}/{s}-{n}"),
        outlet: Some(outlet.to_owned()),
        title: Some(title),
        published: Some(format!("20{:02}-{:02}-{:02}", s / 300 % 80 + 10, s / 25 % 12 + 1, s % 25 + n + 1)),
        language: Some("en".to_owned()),
        text,
        ..Article::default()
    };
    let copied: Vec<&str> = REPORT.iter().enumerate().filter(|(n, _)| *n != 3).map(|(_, sentence)| *sentence).collect();
    let excerpt =
        format!("{}The weather in the valley stayed mild for the season and trains ran late.\n", told(&REPORT[..3]));
    vec![
        article(0, "courier", title.clone(), told(&REPORT)),
        article(1, "post", title.clone(), told(&copied).replace("asked for", "demanded")),
        article(2, "digest", format!("In brief: {title}"), excerpt),
        article(3, "herald", fill("{first} gets the {matter} {done}", &facts), told(&OWN)),
    ]
}

fn fill(sentence: &str, facts: &[(&str, String)]) -> String {
    facts.iter().fold(sentence.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
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

    /// A name that nobody has: three syllables.
    fn name(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "bar", "del", "fen", "gor", "hal", "jin", "kel", "lom", "mar", "nev", "oth", "pel", "quin", "ros", "sel",
            "tor", "ulm", "vas", "wen", "xan", "yor", "zel", "dra", "bri",
        ];
        let name: String = (0..3).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        name[..1].to_uppercase() + &name[1..]
    }

    #[allow(dead_code)]
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for n in (1..things.len()).rev() {
            things.swap(n, self.below(n + 1));
        }
    }
}
