//! Lineage with the annotator's ear: wording that counts leave in doubt is judged by what the annotator hears in it.

use attache_effort::{Stage, whole};
use attache_language::{Annotator, Input, Keep};
use attache_press::Article;
use attache_stories::{Lineage, trace_heard};
use attache_world::{Wording, wording_heard};

use crate::cli::{Common, ModelArgs};
use crate::commands::annotate::annotator;
use crate::{interrupt, output};

/// Bytes of text that are annotated at a time, and of the longest text that is: more would not tell more.
const MOST_BYTES: usize = 128 << 10;

/// Bytes of doubtful text that are listened to in all, some minutes' work; heaps beyond it are judged by counts alone.
const MOST_DOUBT: usize = 8 << 20;

/// The lineage of articles; the model is loaded when there is doubt.
pub fn trace(articles: &[Article], model: &ModelArgs, common: &Common) -> anyhow::Result<Vec<Lineage>> {
    let mut failed = None;
    let lineages = trace_heard(articles, |doubtful| {
        let unheard = vec![None; doubtful.len()];
        if doubtful.is_empty() {
            return unheard;
        }
        if doubtful.iter().map(|article| article.text.len()).sum::<usize>() > MOST_DOUBT {
            let many = doubtful.len();
            output::note(&format!(
                "attache: {many} articles of doubtful wording are too many to listen to; told by counts"
            ));
            return unheard;
        }
        match annotator(model, common) {
            Ok(annotator) => heard(&annotator, doubtful),
            Err(error) => {
                failed = Some(error);
                unheard
            }
        }
    });
    failed.map_or(Ok(lineages), Err)
}

/// What the annotator hears in each text; nothing in those that it cannot annotate, or after the user asked to stop.
fn heard(annotator: &Annotator, articles: &[&Article]) -> Vec<Option<Wording>> {
    let mut heard = Vec::with_capacity(articles.len());
    while heard.len() < articles.len() && !interrupt::asked() {
        let rest = &articles[heard.len()..];
        let mut bytes = 0;
        let fits = |article: &&&Article| {
            bytes += article.text.len();
            bytes <= MOST_BYTES
        };
        let now = &rest[..rest.iter().take_while(fits).count()];
        if now.is_empty() {
            heard.push(None); // too long
            continue;
        }
        let inputs: Vec<Input> = now.iter().map(|article| Input::from(article.text.as_str())).collect();
        let annotations = whole(Stage::Annotate, || annotator.annotate_each(&inputs, Keep::Answers));
        let judged = now.iter().zip(annotations);
        heard.extend(judged.map(|(article, annotation)| Some(wording_heard(&article.text, &annotation.ok()?))));
    }
    heard.resize(articles.len(), None);
    heard
}
