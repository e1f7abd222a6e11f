//! One source for each article.

use crate::Kind;

/// An article and one that it may be taken from.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub derived: usize,
    pub source: usize,
    pub kind: Kind,
    /// How near, from 0 to 2.
    pub nearness: f64,
    pub score: f64,
}

/// Gives each article its nearest source; links that would close a ring are passed over, the nearest laid first.
pub(crate) fn choose(links: &[Link], articles: usize) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..links.len()).collect();
    order.sort_unstable_by(|x, y| {
        let (x, y) = (&links[*x], &links[*y]);
        y.nearness.total_cmp(&x.nearness).then((x.source, x.derived).cmp(&(y.source, y.derived)))
    });
    let mut chosen = vec![None; articles];
    let mut families = Families::new(articles);
    for at in order {
        let Link { derived, source, .. } = links[at];
        // an article without a source is the root of its family
        if chosen[derived].is_none() && families.root(source) != derived {
            chosen[derived] = Some(at);
            families.join(derived, source);
        }
    }
    chosen
}

/// Disjoint sets of articles; the root of each is the one that was not joined to another.
pub(crate) struct Families(Vec<u32>);

impl Families {
    pub fn new(articles: usize) -> Self {
        Self((0..articles as u32).collect())
    }

    pub fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] as usize != of {
            self.0[of] = self.0[self.0[of] as usize];
            of = self.0[of] as usize;
        }
        of
    }

    /// Puts the family whose root is `root` under that of `under`.
    pub fn join(&mut self, root: usize, under: usize) {
        self.0[root] = self.root(under) as u32;
    }
}
