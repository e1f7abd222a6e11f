//! `attache task annotate`: lines to all that each article says.

use attache_archive::record::{Annotated, BadLine, Telling};
use attache_coding::{Source, reports};
use attache_language::{Annotation, Annotator, Input, Keep};
use attache_press::Body;
use attache_press::read::{GivenId, JsonLine, Places};
use attache_world::World;
use rayon::prelude::*;

use super::task::{Refused, article_of};
use crate::cli::{Common, ModelArgs};

/// The annotator that the arguments name.
pub fn annotator(args: &ModelArgs, common: &Common) -> anyhow::Result<Annotator> {
    let annotator = match &args.model {
        Some(folder) => Annotator::load(folder)?,
        None => Annotator::embedded()?,
    };
    Ok(match common.jobs {
        Some(jobs) => annotator.with_jobs(usize::from(jobs)),
        None => annotator,
    })
}

/// Answers `task annotate`.
pub(super) fn annotated(
    lines: Vec<JsonLine>,
    annotator: &Annotator,
    world: &World,
    with_tokens: bool,
) -> Vec<Result<Annotated, Refused>> {
    let texts: Vec<Result<Text, Refused>> = lines.into_iter().map(text_of).collect();
    let sources: Vec<Source> = texts.iter().flatten().map(Text::source).collect();
    let mut reports = reports(annotator, world, &sources).into_iter();
    let both: Vec<_> = texts.iter().map(|text| text.as_ref().ok().and_then(|_| reports.next())).collect();
    let both = texts.into_par_iter().zip(both);
    both.map(|(text, report)| {
        let text = text?;
        let bad = |error: String| Refused::Bad(BadLine { id: text.id.clone(), error });
        match report {
            Some(Ok(report)) => Ok(Annotated::new(text.id.clone(), &report, &text.telling(), with_tokens)),
            Some(Err(error)) => Err(bad(error.to_string())),
            None => Err(bad("it was not annotated".to_owned())),
        }
    })
    .collect()
}

/// A line's text and what it says of it.
pub(super) struct Text {
    pub id: GivenId,
    pub text: String,
    pub places: Places,
    pub told: Told,
}

/// What a line says of its article beside the text.
#[derive(Default)]
pub(super) struct Told {
    /// The id as text.
    id: String,
    outlet: Option<String>,
    title: Option<String>,
    /// ISO date or time.
    published: Option<String>,
}

impl Text {
    fn source(&self) -> Source<'_> {
        Source {
            text: &self.text,
            published: self.told.published.as_deref(),
            outlet: self.told.outlet.as_deref(),
            title: self.told.title.as_deref(),
            dateline: None,
            words: self.places.tokens.as_deref(),
            sentences: self.places.sentences.as_deref(),
        }
    }

    fn telling(&self) -> Telling<'_> {
        Telling {
            id: &self.told.id,
            text: &self.text,
            outlet: self.told.outlet.as_deref(),
            published: self.told.published.as_deref(),
        }
    }
}

/// Annotates texts and answers each; what goes wrong with one is said in its place.
pub(super) fn answered<T: Send>(
    texts: Vec<Result<Text, Refused>>,
    annotator: &Annotator,
    keep: Keep,
    answer: impl Fn(&Text, Annotation) -> Result<T, String> + Sync,
) -> Vec<Result<T, Refused>> {
    let inputs: Vec<Input> = texts.iter().flatten().map(input_of).collect();
    let mut annotations = annotator.annotate_each(&inputs, keep).into_iter();
    let both: Vec<_> = texts.iter().map(|text| text.as_ref().ok().and_then(|_| annotations.next())).collect();
    let both = texts.into_par_iter().zip(both);
    both.map(|(text, annotation)| {
        let text = text?;
        let annotation = match annotation {
            Some(annotation) => annotation.map_err(|error| error.to_string()),
            None => Err("it was not annotated".to_owned()),
        };
        let answer = annotation.and_then(|annotation| answer(&text, annotation));
        answer.map_err(|error| Refused::Bad(BadLine { id: text.id, error }))
    })
    .collect()
}

fn input_of(text: &Text) -> Input<'_> {
    Input { text: &text.text, words: text.places.tokens.as_deref(), sentences: text.places.sentences.as_deref() }
}

/// The text of a line, with the places and fields that the line names.
pub(super) fn text_of(mut line: JsonLine) -> Result<Text, Refused> {
    let places = std::mem::replace(&mut line.places, Ok(Places::default()));
    let (id, clipping) = article_of(line)?;
    let bad = |error| Refused::Bad(BadLine { id: id.clone(), error });
    let Body::Text(text) = clipping.body else {
        let error = "this stage reads text, not html; run the lines through `attache task clean` first".to_owned();
        return Err(bad(error));
    };
    let places = places.map_err(bad)?;
    places.check(text.chars().count()).map_err(bad)?;
    let published = clipping.published.map(|day| attache_press::iso_date(&day).unwrap_or(day));
    let told = Told { id: clipping.id, outlet: clipping.outlet, title: clipping.title, published };
    Ok(Text { id, text, places, told })
}

#[cfg(test)]
mod tests {
    use super::*;
    use attache_language::Error;
    use attache_language::engine::{Arcs, Cues, Encodable, Encoded, Engine, Padded, Pairs, Relations, Stub};
    use attache_press::read::{ReadOptions, json_lines};

    /// An engine that fails on windows that hold a certain piece ("e").
    struct Failing(Stub);

    impl Engine for Failing {
        fn trunk(&self, window: &Encodable) -> Result<Encoded, Error> {
            if window.pieces.contains(&6) { Err(Error::NoStates) } else { self.0.trunk(window) }
        }

        fn parse(&self, sentences: &Padded) -> Result<Arcs, Error> {
            self.0.parse(sentences)
        }

        fn labels(&self, dependent: &[f32], head: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
            self.0.labels(dependent, head, rows)
        }

        fn attribution(&self, cues: &Cues) -> Result<Vec<f32>, Error> {
            self.0.attribution(cues)
        }

        fn relation(&self, pairs: &Pairs) -> Result<Relations, Error> {
            self.0.relation(pairs)
        }

        fn embed(&self, means: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
            self.0.embed(means, rows)
        }

        fn mention(&self, words: &[f32], means: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
            self.0.mention(words, means, rows)
        }
    }

    fn lines(input: &str) -> Vec<JsonLine> {
        json_lines(std::io::Cursor::new(input.to_owned()), &ReadOptions::default()).collect()
    }

    #[test]
    fn what_the_engine_cannot_read_is_that_articles_error_and_the_others_are_answered() {
        let annotator = Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Failing(Stub::new(1))));
        let input = "{\"id\": 1, \"text\": \"a a\"}\n{\"id\": 2, \"text\": \"a e\"}\n{\"id\": 3, \"text\": \"a\"}\n";
        let answers = annotated(lines(input), &annotator, World::embedded(), false);
        let ids: Vec<_> = answers
            .iter()
            .map(|answer| match answer {
                Ok(annotated) => (true, annotated.id.clone()),
                Err(Refused::Bad(bad)) => (false, bad.id.clone()),
                Err(Refused::Before(_)) => panic!("no report came in"),
            })
            .collect();
        let number = |n: u64| GivenId::Number(n.into());
        assert_eq!(ids, [(true, number(1)), (false, number(2)), (true, number(3))]);
    }

    #[test]
    fn spans_out_of_order_are_an_error_on_their_line() {
        let annotator = Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Stub::new(1)));
        let line = |tokens: &str| format!("{{\"text\": \"a e a\", \"tokens\": {tokens}}}\n");
        let input = line("[{\"start\": 2, \"end\": 3}, {\"start\": 0, \"end\": 1}]")
            + &line("[{\"start\": 0, \"end\": 3}, {\"start\": 2, \"end\": 5}]")
            + &line("[{\"start\": 0, \"end\": 1}, {\"start\": 2, \"end\": 5}]");
        let answers = annotated(lines(&input), &annotator, World::embedded(), false);
        for (answer, wanted) in answers.iter().zip([Some("2..3"), Some("0..3"), None]) {
            match (answer, wanted) {
                (Err(Refused::Bad(bad)), Some(before)) => {
                    assert!(bad.error.contains("tokens must stand in order") && bad.error.contains(before), "{bad:?}");
                }
                (Ok(_), None) => {}
                _ => panic!("{wanted:?}"),
            }
        }
    }
}
