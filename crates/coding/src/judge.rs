//! Which candidates tell of an event, and of which type: tables propose, the model and the signs decide.

use crate::candidates::{Candidate, Choice, find};
use crate::mention::Party;
use crate::surroundings::Surroundings;
use crate::telling::Telling;
use crate::tree::Tree;
use crate::weigh::{Case, Signs, probability, set_content, signs};

/// A candidate with what speaks for each of its choices.
pub(crate) struct Judged {
    pub candidate: Candidate,
    pub telling: Telling,
    pub sentence: usize,
    pub verdicts: Vec<Verdict>,
    /// The likeliest choice.
    pub best: usize,
    /// How likely the word is the content of another act: asked for, promised, threatened.
    pub content: f32,
}

/// What speaks for one choice.
pub(crate) struct Verdict {
    pub actors: Vec<Party>,
    pub recipients: Vec<Party>,
    pub signs: Signs,
    pub p: f32,
}

impl Judged {
    pub fn choice(&self) -> &Choice {
        &self.candidate.choices[self.best]
    }

    pub fn verdict(&self) -> &Verdict {
        &self.verdicts[self.best]
    }
}

/// Judges every candidate of an article; in the order of words.
pub(crate) fn judge(tree: &Tree<'_>) -> Vec<Judged> {
    let candidates = find(tree);
    let parties: Vec<Vec<Sides>> = candidates
        .iter()
        .map(|candidate| {
            let of = |choice: &Choice| crate::sides::sides(tree, candidate, choice);
            candidate.choices.iter().map(of).collect()
        })
        .collect();
    let mut judged: Vec<Judged> = Vec::with_capacity(candidates.len());
    let mut around: Vec<Option<Surroundings>> = vec![None; tree.article.annotation.sentences.len()];
    for (candidate, parties) in candidates.into_iter().zip(parties) {
        let sentence = tree.sentence(candidate.word);
        let around =
            around.get_mut(sentence).map(|slot| &*slot.get_or_insert_with(|| Surroundings::of(tree, sentence)));
        let telling = Telling::of(tree, candidate.word, candidate.carrier);
        let verdict = |(choice, (actors, recipients)): (&Choice, Sides)| {
            let case = Case {
                candidate: &candidate,
                choice,
                actors: &actors,
                recipients: &recipients,
                telling: &telling,
                around,
            };
            let signs = signs(tree, &case);
            Verdict { p: probability(&signs), actors, recipients, signs }
        };
        let verdicts: Vec<Verdict> = candidate.choices.iter().zip(parties).map(verdict).collect();
        judged.push(Judged { candidate, telling, sentence, verdicts, best: 0, content: 0.0 });
    }
    contents(tree, &mut judged);
    judged
}

/// Tells what is the content of what, and chooses: outer acts before inner ones.
fn contents(tree: &Tree<'_>, judged: &mut [Judged]) {
    let mut from = 0;
    while from < judged.len() {
        let sentence = judged[from].sentence;
        let until = from + judged[from..].iter().take_while(|judged| judged.sentence == sentence).count();
        let mut order: Vec<usize> = (from..until).collect();
        order.sort_by_key(|&at| (tree.upwards(judged[at].candidate.word).count(), at));
        for (done, &at) in order.iter().enumerate() {
            let word = judged[at].candidate.word;
            let holds = |outer: &&usize| {
                let outer = &judged[**outer];
                outer.candidate.word != word && outer.choice().roles.acts.iter().any(|&act| tree.within(word, act))
            };
            let content = order[..done].iter().filter(holds).map(|&outer| judged[outer].verdict().p);
            let content = content.fold(0.0, f32::max);
            let inner = &mut judged[at];
            inner.content = content;
            for verdict in &mut inner.verdicts {
                set_content(&mut verdict.signs, content);
                verdict.p = probability(&verdict.signs);
            }
            let best = (0..inner.verdicts.len())
                .fold(0, |best, next| if inner.verdicts[next].p > inner.verdicts[best].p { next } else { best });
            inner.best = best;
        }
        from = until;
    }
}

/// Actors and recipients.
type Sides = (Vec<Party>, Vec<Party>);
