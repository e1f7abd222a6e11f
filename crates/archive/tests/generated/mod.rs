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

/// What stands between the names.
const WORDS: &str = "after again against all also among and another any around asked at back became been before began \
    being below better between both bridge brought built but by called came care chance change city close cold come \
    cost could country court cut day dead deal door down each early east end even evening ever every fall far farm \
    few field find first five follow food for found four from full gave get give go gone good great ground group \
    grow had half hand has have head hear held help here high hold home hope hour house how if in into it its just \
    keep kept kind knew land large last late law lay lead least left less let life light like line little live long \
    look lost made make man many may mean meet men might mile money month more most move much must name near need \
    never new next night no north not now of off office often old on once one only open or order other our out over \
    own part past pay people place plan play point power price put quite rain reach read ready real rest rise river \
    road room round rule run said sail same sat saw say school sea second seem sell send set seven shall she ship \
    short show shut side since six small snow so some soon south stand start state stay still stood stop street such \
    sure take talk tell ten than that the their them then there these they thing think third this those three time to \
    told took town trade train tree true try turn two under until up upon use very vote wait walk wall want war was \
    watch water way we week well went were west what when where which while white who whole why will wind winter with \
    without woman wood word work world would year yet young";

/// A story: its names, and what is said of them.
struct Matter {
    names: Vec<String>,
    dice: Dice,
}

impl Matter {
    fn new(s: usize) -> Self {
        let mut dice = Dice(s as u64 * 7919 + 17);
        Self { names: (0..10).map(|_| format!("{}{}", dice.name(), dice.syllable())).collect(), dice }
    }

    /// A sentence of twelve to eighteen words, every fourth or so a name or a number of the story.
    fn sentence(&mut self) -> String {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut sentence = self.names[self.dice.below(self.names.len())].clone();
        for _ in 0..11 + self.dice.below(7) {
            sentence.push(' ');
            match self.dice.below(4) {
                0 => sentence.push_str(&self.names[self.dice.below(self.names.len())]),
                _ => sentence.push_str(words[self.dice.below(words.len())]),
            }
        }
        sentence + "."
    }

    fn sentences(&mut self, n: usize) -> Vec<String> {
        (0..n).map(|_| self.sentence()).collect()
    }
}

fn story(s: usize) -> Vec<Article> {
    let mut matter = Matter::new(s);
    let (report, own, other) = (matter.sentences(10), matter.sentences(8), Matter::new(s + 1_000_003).sentences(6));
    let text = |sentences: &[&[String]]| sentences.concat().join(" ") + "\n";
    let title = format!("{} and {} meet", matter.names[0], matter.names[1]);
    let article = |n: usize, outlet: &str, title: String, text: String| Article {
        id: format!("{outlet}/{s}-{n}"),
        outlet: Some(outlet.to_owned()),
        title: Some(title),
        published: Some(format!("20{:02}-{:02}-{:02}", s / 300 % 80 + 10, s / 25 % 12 + 1, s % 25 + n + 1)),
        language: Some("en".to_owned()),
        text,
        ..Article::default()
    };
    vec![
        article(0, "courier", title.clone(), text(&[&report])),
        article(1, "post", title.clone(), text(&[&report[..4], &report[5..]])),
        article(2, "digest", format!("In brief: {title}"), text(&[&report[..4], &other])),
        article(3, "herald", format!("What {} wants", matter.names[0]), text(&[&own])),
    ]
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
        let name: String = (0..3).map(|_| self.syllable()).collect();
        name[..1].to_uppercase() + &name[1..]
    }

    fn syllable(&mut self) -> &'static str {
        const SYLLABLES: [&str; 24] = [
            "bar", "del", "fen", "gor", "hal", "jin", "kel", "lom", "mar", "nev", "oth", "pel", "quin", "ros", "sel",
            "tor", "ulm", "vas", "wen", "xan", "yor", "zel", "dra", "bri",
        ];
        SYLLABLES[self.below(SYLLABLES.len())]
    }

    #[allow(dead_code)]
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for n in (1..things.len()).rev() {
            things.swap(n, self.below(n + 1));
        }
    }
}
