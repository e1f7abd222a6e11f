//! The lineage of a story's articles as a tree: each under its source.

use std::collections::HashMap;

use crate::told::Member;

/// An article's place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Position of the article in the story.
    pub article: usize,
    /// For each level above it, from the top: whether more of that level follows below.
    pub more: Vec<bool>,
    /// Whether articles hang under it.
    pub has_children: bool,
}

impl Place {
    /// What stands before the first line of the article.
    pub fn branch(&self) -> String {
        match self.more.split_last() {
            None => String::new(),
            Some((more, above)) => bars(above) + if *more { "├─ " } else { "└─ " },
        }
    }

    /// What stands before its other lines.
    pub fn trunk(&self) -> String {
        match (self.has_children, self.depth()) {
            (true, _) => bars(&self.more) + "│  ",
            (false, 0) => "   ".to_owned(),
            (false, _) => bars(&self.more),
        }
    }

    /// How deep it hangs; 0 for an article without a source here.
    pub fn depth(&self) -> usize {
        self.more.len()
    }
}

fn bars(levels: &[bool]) -> String {
    levels.iter().map(|more| if *more { "│  " } else { "   " }).collect()
}

/// Every article once, from the top down: those without a source here, each followed by what was taken from it.
pub fn places(articles: &[Member]) -> Vec<Place> {
    let by_id: HashMap<&str, usize> = articles.iter().enumerate().map(|(n, a)| (a.article.id.as_str(), n)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); articles.len()];
    let mut roots = Vec::new();
    for (n, report) in articles.iter().enumerate() {
        match report.lineage.of.as_deref().and_then(|of| by_id.get(of)) {
            Some(&source) if source != n => children[source].push(n),
            _ => roots.push(n),
        }
    }
    let mut walk = Walk { children, seen: vec![false; articles.len()], places: Vec::with_capacity(articles.len()) };
    for root in roots {
        walk.place(root);
    }
    // Sources that run in a circle hang from no root: their first article becomes one.
    for n in 0..articles.len() {
        walk.place(n);
    }
    walk.places
}

struct Walk {
    children: Vec<Vec<usize>>,
    seen: Vec<bool>,
    places: Vec<Place>,
}

impl Walk {
    /// Places an article and all beneath it; with a stack of its own, as chains of copies may be long.
    fn place(&mut self, root: usize) {
        let mut next: Vec<(usize, Vec<bool>)> = vec![(root, Vec::new())];
        while let Some((article, more)) = next.pop() {
            if std::mem::replace(&mut self.seen[article], true) {
                continue;
            }
            let children: Vec<usize> = self.children[article].iter().copied().filter(|c| !self.seen[*c]).collect();
            for (at, child) in children.iter().enumerate().rev() {
                let mut below = more.clone();
                below.push(at + 1 < children.len());
                next.push((*child, below));
            }
            self.places.push(Place { article, more, has_children: !children.is_empty() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attache_press::Article;
    use attache_stories::{Kind, Lineage};

    fn report(id: &str, of: Option<&str>) -> Member {
        Member {
            article: Article { id: id.into(), ..Article::default() },
            lineage: Lineage {
                kind: Kind::Copy,
                of: of.map(Into::into),
                score: 1.0,
                repairs: vec![],
                passages: vec![],
            },
        }
    }

    fn drawn(articles: &[Member]) -> Vec<String> {
        places(articles).iter().map(|p| p.branch() + &articles[p.article].article.id).collect()
    }

    #[test]
    fn copies_hang_under_their_sources() {
        let articles = [
            report("a", None),
            report("b", Some("a")),
            report("c", Some("b")),
            report("d", Some("a")),
            report("e", None),
        ];
        assert_eq!(drawn(&articles), ["a", "├─ b", "│  └─ c", "└─ d", "e"]);
    }

    #[test]
    fn a_circle_and_a_missing_source_lose_no_article() {
        let articles =
            [report("a", Some("b")), report("b", Some("a")), report("c", Some("gone")), report("d", Some("d"))];
        assert_eq!(drawn(&articles), ["c", "d", "a", "└─ b"]);
    }

    #[test]
    fn other_lines_continue_the_bars() {
        let articles = [report("a", None), report("b", Some("a")), report("c", Some("b")), report("d", Some("a"))];
        let trunks: Vec<String> = places(&articles).iter().map(Place::trunk).collect();
        assert_eq!(trunks, ["│  ", "│  │  ", "│     ", "   "]);
    }
}
