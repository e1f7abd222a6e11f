//! Which articles are copies, excerpts, reprints or rewrites, and of which: [`trace`].

use std::sync::Arc;

use attache_press::{Article, CharOffsets};
use attache_world::{Repair, Wording, repairs};
use rayon::prelude::*;

use crate::align::{Aligner, Alignment};
use crate::choose::{Link, choose};
use crate::judge::judge;
use crate::kinship::Kin;
use crate::memo::Memo;
use crate::mend::mend;
use crate::pile::{Entry, Pile};
use crate::stock::Stock;
use crate::typeset::Typeset;
use crate::{Index, Kind, Lineage, Passage};

/// How a text is mended, and what it has of its source.
type Compared = (Vec<Repair>, Vec<Passage>);

/// What texts of late are beside their sources; some kilobytes each.
static COMPARED: Memo<u128, Arc<Compared>> = Memo::new(8_192);

/// The lineage of each article, in the order given.
///
/// Every article has at most one source, its nearest, and nothing is its own source through others. The result does not
/// depend on the order of the articles, nor on the number of threads. Each article is compared with at most 32 that
/// stand before it by date or length, and of each no more than the first 50,000 words are laid beside the other's, so
/// that time is close to linear in the words given; memory is some 40 bytes a word.
///
/// ```
/// use attache_press::Article;
/// use attache_stories::{Kind, trace};
///
/// let report = "The ferry company will stop its night crossings until the pier is mended. Engineers found cracks in four \
///     of its eleven posts. The first repairs begin on Monday.";
/// let told = trace(&[
///     Article { id: "gazette".into(), text: report.into(), ..Article::default() },
///     Article { id: "mirror".into(), text: report.replace(" four ", " 4 "), ..Article::default() },
/// ]);
/// assert_eq!((told[0].kind, told[1].kind), (Kind::Original, Kind::Copy));
/// assert_eq!(told[1].of.as_deref(), Some("gazette"));
/// ```
pub fn trace(articles: &[Article]) -> Vec<Lineage> {
    trace_heard(articles, |doubtful| vec![None; doubtful.len()])
}

/// [`trace`] with a better ear for rewriters: of articles that have no source and whose wording leaves it
/// [in doubt](Wording::is_doubtful) whether it was spun, `hear` says what it makes of it, such as
/// [`wording_heard`](attache_world::wording_heard) of their annotations; none where it cannot tell. It is asked once, of all of them.
pub fn trace_heard(articles: &[Article], hear: impl FnOnce(&[&Article]) -> Vec<Option<Wording>>) -> Vec<Lineage> {
    let pile = Pile::new(articles);
    let links = links(&pile);
    let chosen = choose(&links, pile.articles.len());
    let mut natural = vec![false; pile.articles.len()];
    for link in chosen.iter().flatten().map(|link| &links[*link]) {
        natural[link.source] |= matches!(link.kind, Kind::Spun | Kind::Translated);
    }
    let voices = voices(&pile, &chosen, &natural, hear);
    let mut told: Vec<(usize, Lineage)> = (0..pile.articles.len())
        .into_par_iter()
        .map_init(Aligner::default, |aligner, at| {
            let entry = &pile.articles[at];
            let lineage = match chosen[at].map(|link| &links[link]) {
                Some(link) => {
                    let source = &pile.articles[link.source];
                    let voice = if chosen[link.source].is_none() { voices[link.source] } else { source.voice() };
                    let broken = !natural[link.source] && voice.spun >= Wording::SPUN;
                    taken(entry, source, broken, link, aligner)
                }
                None => alone(entry, natural[at], voices[at]),
            };
            (entry.position, lineage)
        })
        .collect();
    told.sort_unstable_by_key(|(position, _)| *position);
    told.into_iter().map(|(_, lineage)| lineage).collect()
}

/// What each article's wording says of how it was made, for those that have no source; `hear` is asked where it is in doubt.
fn voices(
    pile: &Pile,
    chosen: &[Option<usize>],
    natural: &[bool],
    hear: impl FnOnce(&[&Article]) -> Vec<Option<Wording>>,
) -> Vec<Wording> {
    let of = |at: usize| if chosen[at].is_none() { pile.articles[at].voice() } else { Wording::default() };
    let mut voices: Vec<Wording> = (0..chosen.len()).into_par_iter().map(of).collect();
    let doubtful: Vec<usize> =
        (0..chosen.len()).filter(|&at| chosen[at].is_none() && !natural[at] && voices[at].is_doubtful()).collect();
    let articles: Vec<&Article> = doubtful.iter().map(|&at| pile.articles[at].article).collect();
    for (at, heard) in doubtful.into_iter().zip(hear(&articles)) {
        voices[at] = heard.unwrap_or(voices[at]);
    }
    voices
}

/// Every article with every one that it may be taken from.
fn links(pile: &Pile) -> Vec<Link> {
    let signatures: Vec<_> = pile.articles.par_iter().map(Entry::signature).collect();
    let pairs = Index::new(&signatures).candidates();
    drop(signatures);
    let kin: Vec<Kin> = pairs
        .par_iter()
        .map_init(Aligner::default, |aligner, pair| Kin::of(pile, pair.later as usize, pair.earlier as usize, aligner))
        .flatten()
        .collect();
    let stock = Stock::new(pile, &kin);
    kin.par_iter().filter_map(|kin| judge(pile, kin, &stock)).collect()
}

/// The lineage of an article that has a source; a copy of one whose wording is `broken` is mended as that is.
fn taken(entry: &Entry, source: &Entry, broken: bool, link: &Link, aligner: &mut Aligner) -> Lineage {
    let is_rewrite = matches!(link.kind, Kind::Spun | Kind::Translated);
    let manner = u128::from(is_rewrite) << 1 | u128::from(broken);
    let mut compare = || {
        let alignment = aligner.align(&entry.set, &source.set);
        let repairs = match is_rewrite {
            true => mend(&entry.set, &source.set, &alignment, repairs(&entry.article.text)),
            false if broken => repairs(&entry.article.text),
            false => Vec::new(),
        };
        Arc::new((repairs, passages(&entry.set, &source.set, &alignment)))
    };
    let is_remembered = entry.is_short() && source.is_short();
    let compared =
        if is_remembered { COMPARED.get(entry.beside(source).wrapping_add(manner), compare) } else { compare() };
    let (repairs, passages) = (*compared).clone();
    Lineage { kind: link.kind, of: Some(source.article.id.clone()), score: link.score, repairs, passages }
}

/// The lineage of an article that has none: an original, unless its wording tells of a rewriter and it is not `natural`
/// beside a rewrite of it.
fn alone(entry: &Entry, natural: bool, voice: Wording) -> Lineage {
    let (kind, score) = if natural {
        (Kind::Original, 1.0)
    } else if voice.spun >= Wording::SPUN && voice.spun >= voice.garbled {
        (Kind::Spun, voice.spun)
    } else if voice.garbled >= Wording::GARBLED {
        (Kind::Translated, voice.garbled)
    } else {
        (Kind::Original, 1.0 - voice.spun.max(voice.garbled))
    };
    let repairs = if kind == Kind::Original { Vec::new() } else { repairs(&entry.article.text) };
    Lineage { kind, of: None, score, repairs, passages: Vec::new() }
}

/// What was taken, neighbouring sentences joined where they also follow each other in the source.
fn passages(here: &Typeset, there: &Typeset, alignment: &Alignment) -> Vec<Passage> {
    let (ours, theirs) = (CharOffsets::new(here.text), CharOffsets::new(there.text));
    let mut found: Vec<(Passage, f64)> = Vec::new();
    let mut before = None;
    for aligned in &alignment.sentences {
        let sentence = here.sentences[aligned.here as usize];
        let span = ours.span(sentence.span);
        let other = theirs.span(there.stretch(aligned.from as usize, aligned.to as usize));
        let (similarity, words) = (aligned.similarity(sentence.len()), sentence.len() as f64);
        match found.last_mut() {
            Some((last, weight)) if before.is_some_and(|before| aligned.follows(before)) => {
                last.here.end = span.end;
                last.there.end = other.end;
                last.similarity = (last.similarity * *weight + similarity * words) / (*weight + words);
                *weight += words;
            }
            _ => found.push((Passage { here: span, there: other, similarity }, words)),
        }
        before = Some(aligned);
    }
    found.into_iter().map(|(passage, _)| passage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PIER: &str = "The ferry company will stop night crossings until the old pier is repaired, its director said on \
        Monday. Engineers found cracks in four of its eleven wooden posts last week. The first repairs begin on May 12 \
        and should cost the company about 300,000 crowns. Passengers can use the bridge at Lower Harrow in the meantime. \
        The town council has asked for a survey of every other landing on the river. A small boat will carry mail and \
        medicine across the river twice a day.";

    const HALL: &str = "Two orchestras will share a hall next season, the culture office announced on Thursday. \
        Neither can pay for a house of its own after the flood. The conductor of the elder one called it a marriage of need. \
        Tickets that were sold for the spring remain good.";

    /// `PIER` by a rewriter: content words swapped, names and numbers kept but for one.
    const SPUN: &str = "The ferry corporation will halt night journeys until the ancient pier is mended, its manager said \
        on Monday. Engineers discovered fissures in four of its eleven wooden pillars last week. The first fixes start on \
        May 12 and should charge the corporation about 300,000 crowns. Travelers can employ the bridge at Lower Harrow in \
        the meantime. The township assembly has requested for a study of every other landing on the stream. A little boat \
        will bear letters and drugs across the stream twice a day.";

    fn article(id: &str, text: &str) -> Article {
        Article { id: id.into(), text: text.into(), ..Article::default() }
    }

    /// "kind of source" for each.
    fn told(articles: &[Article]) -> Vec<String> {
        let kind = |kind: Kind| format!("{kind:?}").to_lowercase();
        let show = |l: &Lineage| match &l.of {
            Some(of) => format!("{} of {of}", kind(l.kind)),
            None => kind(l.kind),
        };
        trace(articles).iter().map(show).collect()
    }

    /// The sentences of a text from one to before another.
    fn part(text: &str, from: usize, to: usize) -> String {
        let spans = attache_press::sentences(text);
        text[spans[from].start..spans[to - 1].end].to_owned()
    }

    #[test]
    fn most_of_an_article_is_a_copy_and_little_of_it_an_excerpt() {
        let shortened = part(PIER, 0, 5);
        let excerpt = format!("{} {}", part(PIER, 1, 3), part(HALL, 0, 2));
        assert_eq!(
            told(&[article("a", PIER), article("b", &shortened), article("c", HALL)]),
            ["original", "copy of a", "original"]
        );
        assert_eq!(told(&[article("a", PIER), article("b", &excerpt)]), ["original", "excerpt of a"]);
    }

    #[test]
    fn a_copied_file_is_a_copy_and_a_reprint_is_wire() {
        let text = format!("LOWER HARROW (Reuters) - {PIER}");
        let outlet = |id: &str, outlet: &str| Article { outlet: Some(outlet.into()), ..article(id, &text) };
        assert_eq!(told(&[article("a", &text), article("b", &text)]), ["original", "copy of a"]);
        assert_eq!(told(&[outlet("a", "The Echo"), outlet("b", "The Mail")]), ["original", "wire of a"]);
    }

    #[test]
    fn a_copy_of_a_copy_points_to_the_copy() {
        let (first, second) = (part(PIER, 0, 5), part(PIER, 1, 5));
        let edited = first.replace("The first repairs", "Repairs").replace("300,000", "310,000");
        let again = second.replace("The first repairs", "Repairs").replace("300,000", "310,000");
        assert_eq!(
            told(&[article("a", PIER), article("b", &edited), article("c", &again)]),
            ["original", "copy of a", "copy of b"]
        );
    }

    #[test]
    fn the_earlier_of_two_dated_articles_is_the_source_though_it_be_shorter() {
        let on = |id: &str, text: &str, day: &str| Article { published: Some(day.into()), ..article(id, text) };
        let shorter = part(HALL, 0, 3);
        assert_eq!(told(&[on("a", HALL, "2019-05-03"), on("b", &shorter, "2019-05-02")]), ["copy of b", "original"]);
    }

    #[test]
    fn shared_agency_text_is_wire_in_another_outlet_only() {
        let at = |id: &str, outlet: &str, text: &str| Article { outlet: Some(outlet.into()), ..article(id, text) };
        let reprint = format!("HARROW (AFP) - {}", part(PIER, 0, 5));
        assert_eq!(told(&[at("a", "Courier", PIER), at("b", "Lantern", &reprint)]), ["original", "wire of a"]);
        assert_eq!(told(&[at("a", "Courier", PIER), at("b", "Courier", &reprint)]), ["original", "copy of a"]);
    }

    #[test]
    fn the_rewrite_of_a_spun_pair_is_the_less_natural_though_it_be_fuller() {
        let fuller = format!("{SPUN} {HALL}");
        assert_eq!(told(&[article("b", &fuller), article("a", PIER)]), ["spun of a", "original"]);
    }

    #[test]
    fn who_listens_is_asked_about_doubtful_wording_alone_and_believed() {
        let texts = [("a", HALL), ("b", SPUN), ("c", PIER), ("d", "Halt")];
        for (id, text) in texts {
            let counted = attache_world::wording(text);
            let mut asked = 0;
            let told = trace_heard(&[article(id, text)], |doubtful| {
                asked = doubtful.len();
                vec![Some(Wording { spun: 1.0, ..counted }); asked]
            });
            assert_eq!(asked, usize::from(counted.is_doubtful()), "{id}");
            assert_eq!(told[0].kind == Kind::Spun, asked == 1 || counted.spun >= Wording::SPUN, "{id}");
        }
        let mut asked = 0;
        trace_heard(&[article("a", PIER), article("b", SPUN)], |doubtful| {
            asked = doubtful.len();
            Vec::new()
        });
        assert_eq!(asked, 0, "a rewrite beside its source, and its source, are in no doubt");
    }

    #[test]
    fn one_stock_sentence_is_no_lineage() {
        let stock = "The company did not respond to a request for comment on Tuesday.";
        let texts = [format!("{PIER} {stock}"), format!("{HALL} {stock}")];
        assert_eq!(told(&[article("a", &texts[0]), article("b", &texts[1])]), ["original", "original"]);
    }

    #[test]
    fn a_speech_that_two_articles_quote_is_no_lineage() {
        let speech = "“We shall not close the harbour for one night more than we must,” the mayor said.";
        let one = format!("{} {speech}", part(PIER, 0, 2));
        let two = format!("{speech} {}", part(HALL, 0, 3));
        assert_eq!(told(&[article("a", &one), article("b", &two)]), ["original", "original"]);
    }

    #[test]
    fn two_reports_of_one_press_conference_are_no_copies_of_each_other() {
        let spoken = "“Nobody here wanted the night boats to end,” said Nora Lind, who runs the kiosk.";
        let stock = "The island has some two thousand inhabitants.";
        let one = format!("The last night boat leaves on Sunday. {spoken} {stock}");
        let two = format!(
            "Night crossings to the island stop this weekend, its harbour office announced. {spoken} Shopkeepers in the lower \
             town expect fewer guests in the season to come. {stock} The council will hear a report on the pier in May."
        );
        assert_eq!(told(&[article("a", &two), article("b", &one)]), ["original", "original"]);
    }

    #[test]
    fn a_text_that_is_one_sentence_of_another_is_an_excerpt() {
        let at = |id: &str, outlet: &str, text: &str| Article { outlet: Some(outlet.into()), ..article(id, text) };
        let teaser = part(PIER, 1, 2);
        assert_eq!(
            told(&[at("a", "Courier", PIER), at("b", "Lantern", &teaser), at("c", "Mirror", HALL)]),
            ["original", "excerpt of a", "original"]
        );
    }

    #[test]
    fn texts_of_any_kind_are_taken() {
        let odd = ["", "Halt", "🚢🚢🚢 🌊", "橋は月曜日まで閉鎖される。", "\u{300}\u{300}", "...", "a\nb\nc"];
        let articles: Vec<_> = odd.iter().map(|text| article(text, text)).collect();
        assert!(trace(&articles).iter().all(|lineage| lineage.kind == Kind::Original));
        assert!(trace(&[]).is_empty());
    }

    #[test]
    fn copies_are_found_in_scripts_without_spaces_and_in_other_languages() {
        let bridge = "市は月曜日、古い橋を今週末まで閉鎖すると発表した。技師が四本の柱に亀裂を見つけたためである。修理は五月に始まる。";
        let brug = "De gemeente sluit de oude brug tot het einde van de week. Ingenieurs vonden scheuren in vier van de elf \
            palen. Het herstel begint in mei en kost ongeveer 300.000 kronen.";
        for text in [bridge, brug] {
            let copy = format!("{text} 🌉");
            assert_eq!(told(&[article("a", text), article("b", &copy), article("c", HALL)])[1], "copy of a");
        }
    }

    #[test]
    fn a_huge_text_is_taken_in_time() {
        let huge = format!("{PIER} {}", "The river rose again and fell again in the night. ".repeat(100_000));
        let lineage = trace(&[article("huge", &huge), article("a", PIER)]);
        assert_eq!(lineage[1].of.as_deref(), Some("huge"));
    }

    fn sentence() -> impl Strategy<Value = String> {
        proptest::sample::select(vec![0, 1, 2, 3, 4, 5]).prop_map(|n| part(PIER, n, n + 1))
    }

    fn text() -> impl Strategy<Value = String> {
        let other = (0..4_usize).prop_map(|n| part(HALL, n, n + 1));
        let spun = (0..6_usize).prop_map(|n| part(SPUN, n, n + 1));
        let any = prop_oneof![4 => sentence(), 1 => other, 1 => spun, 1 => "\\PC{0,30}"];
        proptest::collection::vec(any, 0..8).prop_map(|sentences| sentences.join(" "))
    }

    fn pile() -> impl Strategy<Value = Vec<Article>> {
        let day = proptest::option::of((1..5_u8).prop_map(|day| format!("2020-01-0{day}")));
        proptest::collection::vec((text(), day), 0..10).prop_map(|rows| {
            let named = |(n, (text, published)): (usize, (String, Option<String>))| Article {
                published,
                ..article(&n.to_string(), &text)
            };
            rows.into_iter().enumerate().map(named).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_is_its_own_source_through_others(pile in pile()) {
            let told = trace(&pile);
            for start in 0..pile.len() {
                let (mut at, mut steps) = (start, 0);
                while let Some(of) = &told[at].of {
                    at = of.parse().unwrap();
                    steps += 1;
                    prop_assert!(steps < pile.len() && at != start);
                }
            }
        }

        #[test]
        fn the_order_of_the_input_does_not_matter(pile in pile().prop_shuffle(), turn in 0..10_usize) {
            let told = trace(&pile);
            let mut turned = pile.clone();
            turned.rotate_left(turn.min(pile.len()));
            for (article, lineage) in turned.iter().zip(trace(&turned)) {
                let before = pile.iter().position(|other| other.id == article.id).unwrap();
                prop_assert_eq!(&told[before], &lineage);
            }
        }

        #[test]
        fn passages_and_repairs_lie_inside_their_texts(pile in pile()) {
            let length = |article: &Article| article.text.chars().count();
            for (article, lineage) in pile.iter().zip(trace(&pile)) {
                prop_assert!((0.0..=1.0).contains(&lineage.score));
                prop_assert!(lineage.repairs.iter().all(|repair| repair.span.end <= length(article)));
                let Some(of) = &lineage.of else { continue };
                let source = &pile[of.parse::<usize>().unwrap()];
                for passage in &lineage.passages {
                    prop_assert!(passage.here.start < passage.here.end && passage.here.end <= length(article));
                    prop_assert!(passage.there.start < passage.there.end && passage.there.end <= length(source));
                    prop_assert!((0.0..=1.0).contains(&passage.similarity));
                }
            }
        }
    }
}
