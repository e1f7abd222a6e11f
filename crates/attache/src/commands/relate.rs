//! `attache task relate`: lines to what an actor does to a recipient.

use attache_archive::record::{BadLine, Related};
use attache_language::{Annotation, Annotator, Keep, Pair, paragraph_ends, sentence_ends, tokenize};
use attache_press::CharSpan;
use attache_press::read::{JsonLine, Places};

use super::annotate::{Text, answered, text_of};
use super::task::Refused;

/// Answers `task relate`.
pub fn related(lines: Vec<JsonLine>, annotator: &Annotator) -> Vec<Result<Related, Refused>> {
    let near = lines.into_iter().map(|line| text_of(line).and_then(near_parties));
    answered(near.collect(), annotator, Keep::States, |text, annotation| relation(text, &annotation, annotator))
}

fn relation(text: &Text, annotation: &Annotation, annotator: &Annotator) -> Result<Related, String> {
    let words = |span: Option<CharSpan>| span.map(|span| annotation.words_in(span));
    let pair = Pair { actor: words(text.places.actor), recipient: words(text.places.recipient), trigger: None };
    if annotation.words.is_empty() {
        return Err("the text has no words".to_owned());
    }
    if [&pair.actor, &pair.recipient].into_iter().flatten().any(|words| words.is_empty()) {
        return Err("the span of the actor or the recipient holds no word".to_owned());
    }
    let relation = annotator.relate(annotation, &[pair]).map_err(|error| error.to_string())?.remove(0);
    let rounded = |p: f32| (f64::from(p) * 1000.0).round() / 1000.0;
    Ok(Related {
        id: text.id.clone(),
        event: relation.event.to_owned(),
        quad: relation.quad,
        scores: relation.scores.iter().map(|(event, p)| ((*event).to_owned(), rounded(*p))).collect(),
    })
}

/// Characters of the text that are looked at before the first party and after it.
const NEAR: usize = 4000;

/// The text near the parties alone: their sentence is all that is asked about, and a text's states take much memory.
///
/// What is left begins and ends with a paragraph, or with a sentence where a paragraph is too long: never within a sentence,
/// unless one is longer than [`NEAR`], and never within one that is given.
fn near_parties(text: Text) -> Result<Text, Refused> {
    let chars = text.text.chars().count();
    let parties = || text.places.actor.iter().chain(&text.places.recipient);
    let first = parties().map(|party| party.start).min().unwrap_or(0);
    let last = parties().map(|party| party.end).max().unwrap_or(0).max(first);
    let (start, end) = (first.saturating_sub(NEAR), first.saturating_add(NEAR).min(chars));
    if last > end {
        let error = format!("the actor and the recipient are not within {NEAR} characters of each other");
        return Err(Refused::Bad(BadLine { id: text.id, error }));
    }
    if start == 0 && end == chars {
        return Ok(text);
    }
    let (start, end) = match &text.places.sentences {
        Some(given) => given_cuts(given, first, last, start, end),
        None => cuts(&text.text, [first, last], [start, end], chars),
    };
    let byte = |char: usize| text.text.char_indices().nth(char).map_or(text.text.len(), |(byte, _)| byte);
    let within = |span: &CharSpan| span.start >= start && span.end <= end;
    let shifted = |span: CharSpan| CharSpan { start: span.start - start, end: span.end - start };
    let all = |spans: Option<Vec<CharSpan>>| spans.map(|s| s.into_iter().filter(within).map(shifted).collect());
    Ok(Text {
        text: text.text[byte(start)..byte(end)].to_owned(),
        places: Places {
            tokens: all(text.places.tokens),
            sentences: all(text.places.sentences),
            actor: text.places.actor.filter(within).map(shifted),
            recipient: text.places.recipient.filter(within).map(shifted),
        },
        ..text
    })
}

/// The given sentences that lie whole between `start` and `end`, and in any case those that the parties stand in.
fn given_cuts(given: &[CharSpan], first: usize, last: usize, start: usize, end: usize) -> (usize, usize) {
    let holds = |at: usize| given.iter().find(|span| span.start <= at && at < span.end);
    let begins = given.iter().map(|span| span.start).find(|at| *at >= start).unwrap_or(start);
    let ends = given.iter().map(|span| span.end).rfind(|at| *at <= end).unwrap_or(end);
    let begins = holds(first).map_or(begins.min(first), |sentence| begins.min(sentence.start).min(first));
    let ends = holds(last.saturating_sub(1)).map_or(ends.max(last), |sentence| ends.max(sentence.end).max(last));
    (begins, ends)
}

/// From the beginning of the paragraph of the first party to the last end of a paragraph behind both; all in code points.
fn cuts(text: &str, [first, last]: [usize; 2], [start, end]: [usize; 2], chars: usize) -> (usize, usize) {
    let byte_of = |char: usize| text.char_indices().nth(char).map_or(text.len(), |(byte, _)| byte);
    let from = byte_of(start);
    let near = &text[from..byte_of(end)];
    let char_of = |byte: usize| start + near[..byte].chars().count();
    let words = tokenize(near);
    let (first, last) = (byte_of(first) - from, byte_of(last) - from);
    let (paragraphs, sentences) = (paragraph_ends(near, &words), sentence_ends(near, &words));
    // what is cut off before the first word is no beginning, unless the text begins there
    let begin = |ends: &[bool]| {
        (0..words.len()).filter(|n| words[*n].start <= first).rfind(|n| match n.checked_sub(1) {
            Some(before) => ends[before],
            None => start == 0,
        })
    };
    let finish = |ends: &[bool]| {
        let sure = |n: &usize| ends[*n] && words[*n].end >= last && (n + 1 < words.len() || end == chars);
        (0..words.len()).rfind(sure)
    };
    let begin = begin(&paragraphs).or_else(|| begin(&sentences)).map_or(start, |n| char_of(words[n].start));
    let finish = finish(&paragraphs).or_else(|| finish(&sentences)).map_or(end, |n| char_of(words[n].end));
    (begin, finish)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attache_press::read::GivenId;

    fn near(text: &str, actor: &str, sentences: Option<Vec<CharSpan>>) -> String {
        let at = text[..text.find(actor).unwrap()].chars().count();
        let actor = Some(CharSpan { start: at, end: at + actor.chars().count() });
        let places = Places { tokens: None, sentences, actor, recipient: None };
        let near = near_parties(Text { id: GivenId::Missing, text: text.to_owned(), places, told: Default::default() });
        let Ok(near) = near else { panic!("refused") };
        let actor = near.places.actor.unwrap();
        let found: String = near.text.chars().skip(actor.start).take(actor.end - actor.start).collect();
        assert_eq!(found, text.chars().skip(at).take(found.chars().count()).collect::<String>());
        near.text
    }

    #[test]
    fn what_is_cut_off_never_takes_part_of_a_sentence() {
        let filling = "Ships were late again, and the harbour stayed shut for a day.\n".repeat(200);
        let wrapped = "When the two delegations had left the hall, which was\nlate, Karsund accused Ostrel\nof theft. Nobody else spoke.\n";
        let text = format!("{filling}\n{wrapped}\n{filling}");
        let near = near(&text, "Karsund", None);
        assert!(near.starts_with("When the two") || near.starts_with("Ships were"), "{near:.80}");
        assert!(near.contains("hall, which was\nlate, Karsund accused Ostrel\nof theft."));
        assert!(near.ends_with('.'), "{near:?}");
        assert!(near.len() < 3 * NEAR);
    }

    #[test]
    fn in_one_long_paragraph_the_cut_is_at_a_sentence() {
        let filling = "Ships were late again. ".repeat(1000);
        let near = near(&format!("{filling}Karsund accused Ostrel of theft. {filling}"), "Karsund", None);
        assert!(near.starts_with("Karsund accused"), "{near:.60}");
        assert!(near.ends_with("again."));
    }

    #[test]
    fn a_given_sentence_is_kept_whole() {
        let filling = "é".repeat(NEAR - 3);
        let text = format!("aa {filling} Karsund {filling} bb");
        let chars = text.chars().count();
        let sentences = vec![CharSpan { start: 0, end: 2 }, CharSpan { start: 3, end: chars }];
        assert_eq!(near(&text, "Karsund", Some(sentences)), text.chars().skip(3).collect::<String>());
    }
}
