//! The annotator: texts in, annotations out, on as many threads as it is given.

use std::num::NonZero;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use attache_press::CharSpan;

use crate::annotation::{Annotation, Input, Pair, Relation};
use crate::assembly::assemble;
use crate::decode::statements::PARTS;
use crate::engine::{Cues, Engine};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::model::Model;
use crate::pieces::{Pieces, Splitter};
use crate::reading::{Reading, expect, read};
use crate::readings::Readings;
use crate::relations;
use crate::ties::{self, Tie, Tied};
use crate::windows::{Laid, Room, lay};

/// Annotates texts. Load one and share it: it holds the model, and what it has read.
pub struct Annotator {
    manifest: Manifest,
    pieces: Pieces,
    engine: Box<dyn Engine>,
    jobs: usize,
    readings: Readings,
    /// What workers that are done have learned of words.
    splitters: Mutex<Vec<Splitter>>,
    /// Threads that answer questions at the moment.
    asking: AtomicUsize,
}

/// A thread more for so many questions: fewer are answered sooner than it starts.
const QUESTIONS_A_THREAD: usize = 4;

/// What to keep of a text beside its annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// Nothing.
    #[default]
    Answers,
    /// The encoder's states, about 4 KiB a word, so that [`Annotator::relate`] and [`Annotator::mentions`] can be asked.
    States,
}

impl Annotator {
    /// Loads the model of a folder.
    ///
    /// # Errors
    /// A file of it is missing or unusable.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        Self::with_model(Model::load(folder)?)
    }

    /// Loads the model that this program carries.
    ///
    /// # Errors
    /// It carries none.
    pub fn embedded() -> Result<Self, Error> {
        Self::with_model(Model::embedded()?)
    }

    fn with_model(model: Model) -> Result<Self, Error> {
        let annotator = Self::with_engine(model.manifest, model.pieces, Box::new(model.engine));
        annotator.probe()?;
        Ok(annotator)
    }

    /// Puts an annotator together out of its parts.
    pub fn with_engine(manifest: Manifest, pieces: Pieces, engine: Box<dyn Engine>) -> Self {
        let jobs = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            manifest,
            pieces,
            engine,
            jobs,
            readings: Readings::default(),
            splitters: Mutex::default(),
            asking: AtomicUsize::new(0),
        }
    }

    /// With this many threads; one for each processor otherwise.
    #[must_use]
    pub fn with_jobs(self, jobs: usize) -> Self {
        Self { jobs: jobs.max(1), ..self }
    }

    /// What the model says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Annotates texts; an annotation each, in their order.
    ///
    /// # Errors
    /// The model does not give what its manifest promises.
    pub fn annotate(&self, inputs: &[Input]) -> Result<Vec<Annotation>, Error> {
        self.annotate_keeping(inputs, Keep::Answers)
    }

    /// Annotates texts and keeps what is asked for.
    ///
    /// # Errors
    /// As [`annotate`](Self::annotate).
    pub fn annotate_keeping(&self, inputs: &[Input], keep: Keep) -> Result<Vec<Annotation>, Error> {
        let room = Room { window: self.manifest.window, shared: self.manifest.shared };
        let laid = self.each(inputs.len(), |n, splitter| Ok(lay(&inputs[n], room, &self.pieces, splitter)))?;
        let windows: Vec<_> = laid.iter().flat_map(|laid| &laid.windows).collect();
        let readings = self.each(windows.len(), |n, _| {
            let window = windows[n];
            let (key, with_states) = (window.key(), keep == Keep::States);
            if let Some(known) = self.readings.get(key, with_states) {
                return Ok(known);
            }
            let reading = Arc::new(read(window, &self.manifest, &*self.engine, with_states)?);
            self.readings.put(key, &reading);
            Ok(reading)
        })?;
        let mut starts: Vec<usize> = vec![0];
        for laid in &laid {
            starts.push(starts[starts.len() - 1] + laid.windows.len());
        }
        self.each(inputs.len(), |n, _| self.assembled(&inputs[n], &laid[n], &readings[starts[n]..starts[n + 1]], keep))
    }

    /// Annotates texts; where one cannot be annotated, the others still are.
    ///
    /// # Errors
    /// In the place of a text: as [`annotate`](Self::annotate).
    pub fn annotate_each(&self, inputs: &[Input], keep: Keep) -> Vec<Result<Annotation, Error>> {
        match self.annotate_keeping(inputs, keep) {
            Ok(annotations) => annotations.into_iter().map(Ok).collect(),
            Err(_) => {
                let alone = |input| Ok(self.annotate_keeping(std::slice::from_ref(input), keep)?.remove(0));
                inputs.iter().map(alone).collect()
            }
        }
    }

    /// Runs a task for each number on the annotator's threads; results in order, or the error of the lowest number.
    fn each<T: Send>(
        &self,
        count: usize,
        task: impl Fn(usize, &mut Splitter) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        self.each_on(self.jobs.min(count), count, task)
    }

    /// The same on so many threads.
    fn each_on<T: Send>(
        &self,
        threads: usize,
        count: usize,
        task: impl Fn(usize, &mut Splitter) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(count));
        let work = || {
            self.engine.on_worker(&mut || {
                let splitters = || self.splitters.lock().unwrap_or_else(PoisonError::into_inner);
                let mut splitter = splitters().pop().unwrap_or_default();
                let mut mine = Vec::new();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        break;
                    }
                    mine.push((n, task(n, &mut splitter)));
                }
                splitters().push(splitter);
                done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
            });
        };
        std::thread::scope(|scope| {
            // threads of its own: a caller on a thread of some pool must not be lent other work while it waits
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_unstable_by_key(|(n, _)| *n);
        done.into_iter().map(|(_, result)| result).collect()
    }

    fn assembled(
        &self,
        input: &Input,
        laid: &Laid,
        readings: &[Arc<Reading>],
        keep: Keep,
    ) -> Result<Annotation, Error> {
        let mut annotation = assemble(input, laid, readings, &self.manifest, keep);
        if !laid.words.is_empty() {
            let mut mean = vec![0.0; self.manifest.hidden];
            for reading in readings {
                mean.iter_mut().zip(&reading.sum).for_each(|(total, number)| *total += number);
            }
            mean.iter_mut().for_each(|number| *number /= laid.words.len() as f32);
            annotation.embedding = self.engine.embed(&mean, 1)?;
            expect("embed", annotation.embedding.len(), self.manifest.embedding)?;
        }
        Ok(annotation)
    }

    /// Says what stands between actors and recipients; an answer a pair, in their order. The text that is looked at runs
    /// from the beginning of the first sentence that a pair's words stand in to the end of the last, within one window.
    ///
    /// # Errors
    /// The annotation was made without [`Keep::States`].
    pub fn relate(&self, annotation: &Annotation, pairs: &[Pair]) -> Result<Vec<Relation>, Error> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let threads = self.take_idle(pairs.len().div_ceil(QUESTIONS_A_THREAD));
        let relations = self.each_on(threads, pairs.len(), |n, _| self.related(annotation, &pairs[n]));
        self.asking.fetch_sub(threads, Ordering::Relaxed);
        relations
    }

    /// Takes at most so many of the threads that no other call of [`relate`](Self::relate) has, but at least one: many articles at
    /// once take one each, a lone one takes all.
    fn take_idle(&self, wanted: usize) -> usize {
        let taken = |asking: usize| wanted.min(self.jobs.saturating_sub(asking)).max(1);
        let before =
            self.asking.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |asking| Some(asking + taken(asking)));
        taken(before.unwrap_or_default())
    }

    /// Does something on a thread that the engine may use.
    fn on_worker(&self, task: impl FnOnce() -> Result<(), Error> + Send) -> Result<(), Error> {
        let (mut task, mut result) = (Some(task), Ok(()));
        let mut work = || result = task.take().map_or(Ok(()), |task| task());
        std::thread::scope(|scope| {
            scope.spawn(|| self.engine.on_worker(&mut work));
        });
        result
    }

    fn related(&self, annotation: &Annotation, pair: &Pair) -> Result<Relation, Error> {
        let asked = relations::asked(annotation, pair, self.manifest.hidden)?;
        relations::answered(&self.engine.relation(&asked)?, &self.manifest)
    }

    /// Says what stands between the parties of sentences: for each sentence an answer for each pair that is asked about, in their
    /// order; none where the model has no graph for that.
    ///
    /// # Errors
    /// The annotation was made without [`Keep::States`].
    pub fn ties(&self, annotation: &Annotation, asked: &[Tied]) -> Result<Vec<Vec<Tie>>, Error> {
        let mut answers = Vec::with_capacity(asked.len());
        if self.manifest.ties.is_empty() || asked.is_empty() {
            return Ok(answers);
        }
        self.on_worker(|| {
            for batch in ties::batches(asked) {
                if batch.iter().all(|asked| asked.pairs.is_empty()) {
                    answers.extend(batch.iter().map(|_| Vec::new()));
                    continue;
                }
                match self.engine.ties(&ties::parties(annotation, batch)?)? {
                    Some(scores) => answers.extend(ties::answered(&scores, batch, &self.manifest)?),
                    None => break,
                }
            }
            Ok(())
        })?;
        Ok(answers)
    }

    /// Vectors of event mentions at given places, each of length one; empty for one that touches no word.
    ///
    /// # Errors
    /// The annotation was made without [`Keep::States`].
    pub fn mentions(&self, annotation: &Annotation, spans: &[CharSpan]) -> Result<Vec<Vec<f32>>, Error> {
        let mut vectors = Vec::with_capacity(spans.len());
        self.on_worker(|| {
            for span in spans {
                vectors.push(self.mention(annotation, annotation.words_in(*span))?);
            }
            Ok(())
        })?;
        Ok(vectors)
    }

    fn mention(&self, annotation: &Annotation, words: Range<usize>) -> Result<Vec<f32>, Error> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let [words, sentence] = relations::mention_means(annotation, words, self.manifest.hidden)?;
        let vector = self.engine.mention(&words, &sentence, 1)?;
        expect("mention", vector.len(), self.manifest.mention)?;
        Ok(vector)
    }

    /// Asks each graph once, so that a model that does not keep to the contract is refused when it is loaded.
    fn probe(&self) -> Result<(), Error> {
        let inputs = [Input::from("One said: two did three. Four.")];
        let annotation = &self.annotate_keeping(&inputs, Keep::States)?[0];
        self.relate(annotation, &[Pair { actor: Some(0..1), recipient: Some(1..2), trigger: None }])?;
        self.ties(annotation, &[Tied { words: 0..2, parties: vec![(0, 1)], pairs: vec![(Some(0), None)] }])?;
        let spans = [CharSpan { start: 0, end: 3 }];
        self.mentions(annotation, &spans)?;
        let hidden = self.manifest.hidden;
        let cues =
            Cues { cues: 1, length: 2, words: vec![0.0; 2 * hidden], cue: vec![1.0, 0.0], distance: vec![65, 33] };
        let mut parts = Ok(Vec::new());
        self.on_worker(|| {
            parts = self.engine.attribution(&cues);
            Ok(())
        })?;
        expect("attribution", parts?.len(), 2 * PARTS)
    }
}
