//! ONNX graphs, run by `rten`: pure Rust, int8 with a scale a column.
//!
//! Weights must be quantised symmetrically: zero points other than zero, a column each, give silently wrong results.

use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensorView, Tensor};

use super::{Arcs, Cues, Encodable, Encoded, Engine, Heard, Padded, Pairs, Parties, Relations, Ties};
use crate::error::Error;
use crate::manifest::Manifest;

/// The engine that is used outside of tests.
pub struct Onnx {
    hidden: usize,
    trunk: Graph,
    parse: Graph,
    labels: Graph,
    attribution: Graph,
    relation: Graph,
    embed: Graph,
    mention: Graph,
    swapped: Option<Graph>,
    acts: Option<Graph>,
    ties: Option<Graph>,
    parties: Option<Graph>,
    /// Threads that wait for work, each a pool of one: `rten` shares a run among all threads of its pool, and one run a
    /// thread is faster.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Onnx {
    /// Loads the graphs; `read` gives the bytes of each by its name.
    ///
    /// # Errors
    /// A graph cannot be read or loaded, or lacks an input or output.
    pub fn load(manifest: &Manifest, read: impl Fn(&'static str) -> Result<Vec<u8>, Error>) -> Result<Self, Error> {
        let graph =
            |name, inputs: &[&'static str], outputs: &[&'static str]| Graph::load(name, read(name)?, inputs, outputs);
        Ok(Self {
            hidden: manifest.hidden,
            trunk: graph("trunk", &["pieces", "shapes", "quotes", "first", MASK], &["lower", "words", "tags"])?,
            parse: graph("parse", &["words", MASK], &["arcs", "dependent", "head"])?,
            labels: graph("labels", &["dependent", "head"], &["labels"])?,
            attribution: graph("attribution", &["words", "cue", "distance", MASK], &["roles"])?,
            relation: graph("relation", &["lower", "roles", MASK], &["relation", "quad", "modality", "aux", "mode"])?,
            embed: graph("embed", &["means"], &["embedding"])?,
            mention: graph("mention", &["words", "means"], &["mention"])?,
            swapped: match manifest.has_swapped_graph {
                true => Some(graph("swapped", &["words", "lower"], &["swapped"])?),
                false => None,
            },
            acts: match manifest.acts.is_empty() {
                true => None,
                false => Some(graph("acts", &["words", "lower", MASK], &["acts"])?),
            },
            ties: match manifest.ties.is_empty() {
                true => None,
                false => {
                    let inputs = ["words", "lower", "sorts", "first", "second", "places", "gaps", "apart", "outside"];
                    Some(graph("ties", &inputs, &["kinds", "standing"])?)
                }
            },
            parties: match manifest.parties.is_none() {
                true => None,
                false => Some(graph("parties", &["words", "lower", MASK], &["sides", "told"])?),
            },
            idle: Mutex::default(),
        })
    }
}

impl Engine for Onnx {
    fn on_worker(&self, work: &mut (dyn FnMut() + Send)) {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = idle().pop();
        let pool = waiting.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        pool.run(|| {
            POOL.set(Some(Arc::clone(&pool)));
            work();
            POOL.set(None);
        });
        idle().push(pool);
    }

    fn trunk(&self, window: &Encodable) -> Result<Encoded, Error> {
        let (pieces, words) = ([1, window.pieces.len()], [1, window.first.len()]);
        let mask = vec![1.0; window.pieces.len()];
        let inputs = [
            ints(pieces, &window.pieces),
            ints(pieces, &window.shapes),
            ints(pieces, &window.quotes),
            ints(words, &window.first),
            floats(pieces, &mask),
        ];
        let [lower, words, tags] = self.trunk.run(inputs)?;
        Ok(Encoded { lower: lower.into_data(), words: words.into_data(), tags: tags.into_data() })
    }

    fn parse(&self, sentences: &Padded) -> Result<Arcs, Error> {
        let (s, n) = (sentences.sentences, sentences.length);
        let inputs = [floats([s, n, self.hidden], &sentences.words), floats([s, n], &sentences.mask)];
        let [arcs, dependent, head] = self.parse.run(inputs)?;
        let width = dependent.shape().last().copied().unwrap_or(0);
        Ok(Arcs { arcs: arcs.into_data(), dependent: dependent.into_data(), head: head.into_data(), width })
    }

    fn labels(&self, dependent: &[f32], head: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
        let shape = [rows, dependent.len() / rows.max(1)];
        let [labels] = self.labels.run([floats(shape, dependent), floats(shape, head)])?;
        Ok(labels.into_data())
    }

    fn attribution(&self, cues: &Cues) -> Result<Vec<f32>, Error> {
        let (k, n) = (cues.cues, cues.length);
        let mask = vec![1.0; k * n];
        let inputs = [
            floats([k, n, self.hidden], &cues.words),
            floats([k, n], &cues.cue),
            ints([k, n], &cues.distance),
            floats([k, n], &mask),
        ];
        let [roles] = self.attribution.run(inputs)?;
        Ok(roles.into_data())
    }

    fn relation(&self, pairs: &Pairs) -> Result<Relations, Error> {
        let (k, t) = (pairs.pairs, pairs.length);
        let mask = vec![1.0; k * t];
        let inputs = [floats([k, t, self.hidden], &pairs.lower), ints([k, t], &pairs.roles), floats([k, t], &mask)];
        let [relation, quad, modality, aux, mode] = self.relation.run(inputs)?.map(Tensor::into_data);
        Ok(Relations { relation, quad, modality, aux, mode })
    }

    fn embed(&self, means: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
        let [embedding] = self.embed.run([floats([rows, self.hidden], means)])?;
        Ok(embedding.into_data())
    }

    fn swapped(&self, words: &[f32], lower: &[f32], rows: usize) -> Result<Option<Vec<f32>>, Error> {
        let Some(graph) = &self.swapped else { return Ok(None) };
        let shape = [rows, self.hidden];
        let [odds] = graph.run([floats(shape, words), floats(shape, lower)])?;
        Ok(Some(odds.into_data()))
    }

    fn acts(&self, sentences: &Padded, lower: &[f32]) -> Result<Option<Vec<f32>>, Error> {
        let Some(graph) = &self.acts else { return Ok(None) };
        let (s, n) = (sentences.sentences, sentences.length);
        let states = [s, n, self.hidden];
        let [acts] =
            graph.run([floats(states, &sentences.words), floats(states, lower), floats([s, n], &sentences.mask)])?;
        Ok(Some(acts.into_data()))
    }

    fn ties(&self, sentences: &Parties) -> Result<Option<Ties>, Error> {
        let Some(graph) = &self.ties else { return Ok(None) };
        let (n, p) = (sentences.length, sentences.first.len());
        let inputs = [
            floats([n, self.hidden], &sentences.words),
            floats([n, self.hidden], &sentences.lower),
            ints([n], &sentences.sorts),
            ints([p], &sentences.first),
            ints([p], &sentences.second),
            ints([p, n], &sentences.places),
            ints([p], &sentences.gaps),
            floats([n, n], &sentences.apart),
            floats([p, n], &sentences.outside),
        ];
        let [kinds, standing] = graph.run(inputs)?.map(Tensor::into_data);
        Ok(Some(Ties { kinds, standing }))
    }

    fn parties(&self, sentences: &Padded, lower: &[f32]) -> Result<Option<Heard>, Error> {
        let Some(graph) = &self.parties else { return Ok(None) };
        let (s, n) = (sentences.sentences, sentences.length);
        let states = [s, n, self.hidden];
        let [sides, told] =
            graph.run([floats(states, &sentences.words), floats(states, lower), floats([s, n], &sentences.mask)])?;
        Ok(Some((sides.into_data(), told.into_data())))
    }

    fn mention(&self, words: &[f32], means: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
        let shape = [rows, self.hidden];
        let [mention] = self.mention.run([floats(shape, words), floats(shape, means)])?;
        Ok(mention.into_data())
    }
}

thread_local! {
    /// The pool whose one thread this is.
    static POOL: std::cell::RefCell<Option<Arc<ThreadPool>>> = const { std::cell::RefCell::new(None) };
}

/// The name of the input that tells words from padding; graphs that never see padding may lack it.
const MASK: &str = "mask";

struct Graph {
    name: &'static str,
    model: Model,
    inputs: Vec<Option<NodeId>>,
    outputs: Vec<NodeId>,
}

impl Graph {
    fn load(
        name: &'static str,
        bytes: Vec<u8>,
        inputs: &[&'static str],
        outputs: &[&'static str],
    ) -> Result<Self, Error> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load(bytes).map_err(|error| Error::graph(name, error))?;
        let missing = |node: &str| Error::graph(name, format!("it has no `{node}`"));
        let input = |input: &&str| match model.find_node(input).filter(|id| model.input_ids().contains(id)) {
            None if *input != MASK => Err(missing(input)),
            found => Ok(found),
        };
        let output = |output: &&str| model.find_node(output).ok_or_else(|| missing(output));
        let inputs = inputs.iter().map(input).collect::<Result<_, _>>()?;
        let outputs = outputs.iter().map(output).collect::<Result<_, _>>()?;
        Ok(Self { name, model, inputs, outputs })
    }

    fn run<const I: usize, const O: usize>(&self, inputs: [ValueOrView; I]) -> Result<[Tensor<f32>; O], Error> {
        let wrong = |why: &dyn std::fmt::Display| Error::graph(self.name, why);
        let named = self.inputs.iter().zip(inputs).filter_map(|(id, input)| Some(((*id)?, input))).collect();
        let options = RunOptions::default().with_thread_pool(POOL.with_borrow(Clone::clone));
        let outputs = self.model.run(named, &self.outputs, Some(options)).map_err(|error| wrong(&error))?;
        let floats = |value: Value| Tensor::<f32>::try_from(value).map_err(|error| wrong(&error));
        let outputs = outputs.into_iter().map(floats).collect::<Result<Vec<_>, _>>()?;
        outputs.try_into().map_err(|_| wrong(&"it gives another number of outputs"))
    }
}

fn ints<'a, const N: usize>(shape: [usize; N], numbers: &'a [i32]) -> ValueOrView<'a> {
    NdTensorView::from_data(shape, numbers).into()
}

fn floats<'a, const N: usize>(shape: [usize; N], numbers: &'a [f32]) -> ValueOrView<'a> {
    NdTensorView::from_data(shape, numbers).into()
}
