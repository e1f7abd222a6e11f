//! From accounts to events: linking, putting together, and finding what is part of what.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::event::{Event, Members, assemble};
use crate::link::{MentionId, Sort, canonical, of_scene};
use crate::neighbours::neighbourhoods;
use crate::parts::part_of;
use crate::scene::{Scene, Telling};

/// Fuses the mentions of the articles of one story into events, by day and then by id; undated ones last.
///
/// What comes out follows from the accounts alone, never from their order: fuse a story anew when one of its articles changes.
pub fn fuse(accounts: &[Account]) -> Vec<Event> {
    let order = canonical(accounts);
    let sorted: Vec<Account> = order.iter().map(|n| accounts[*n].clone()).collect();
    let scene = Scene::new(&sorted);
    let linked = of_scene(&scene, Sort::Acts);
    let tellings = |members: &Vec<usize>| {
        let mut members = members.clone();
        members.sort_unstable();
        members.iter().map(|t| &scene.tellings[*t]).collect::<Vec<&Telling<'_>>>()
    };
    let mut events: Vec<Event> =
        linked.iter().filter_map(|members| assemble(&Members { scene: &scene, tellings: tellings(members) })).collect();
    let day = |event: &Event| event.when.as_ref().map(|dated| (dated.days.first, dated.days.last));
    events.sort_by(|a, b| {
        day(a).is_none().cmp(&day(b).is_none()).then_with(|| day(a).cmp(&day(b))).then_with(|| a.id.cmp(&b.id))
    });
    let parts = part_of(&events);
    for (event, whole) in events.iter_mut().zip(parts) {
        event.part_of = whole;
    }
    events.iter_mut().for_each(|event| event.renumber(&order));
    events
}

/// Fuses the articles of many stories: those of neighbouring stories together, so that each event is told once. Gives for each story
/// the events of which it has most mentions (of equals the story that comes first); mentions name accounts by their place in
/// `accounts`, [`Event::part_of`] the event's place in its story's list, where the whole is told there too.
pub fn fuse_stories(accounts: &[Account], stories: &[Vec<usize>]) -> Vec<Vec<Event>> {
    let mut story_of = vec![0; accounts.len()];
    for (story, members) in stories.iter().enumerate() {
        members.iter().for_each(|at| story_of[*at] = story);
    }
    let mut told: Vec<Vec<Event>> = vec![Vec::new(); stories.len()];
    for members in neighbourhoods(accounts, stories) {
        let near: Vec<Account> = members.iter().map(|at| accounts[*at].clone()).collect();
        let mut events = fuse(&near);
        events.iter_mut().for_each(|event| event.renumber(&members));
        let homes: Vec<usize> = events.iter().map(|event| home(event, &story_of)).collect();
        let mut place = vec![0; events.len()];
        for (n, home) in homes.iter().enumerate() {
            place[n] = told[*home].len() + homes[..n].iter().filter(|other| *other == home).count();
        }
        for (n, mut event) in events.into_iter().enumerate() {
            event.part_of = event.part_of.filter(|whole| homes[*whole] == homes[n]).map(|whole| place[whole]);
            told[homes[n]].push(event);
        }
    }
    told
}

/// The story that has most mentions of an event.
fn home(event: &Event, story_of: &[usize]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    event.mentions.iter().for_each(|id| *counts.entry(story_of[id.account]).or_default() += 1);
    counts.into_iter().max_by_key(|(story, count)| (*count, std::cmp::Reverse(*story))).map_or(0, |(story, _)| story)
}

impl Event {
    /// Calls accounts by their places in the order in which they were given.
    fn renumber(&mut self, order: &[usize]) {
        let given = |id: &mut MentionId| id.account = order[id.account];
        self.mentions.iter_mut().for_each(given);
        self.parties.iter_mut().flat_map(|party| &mut party.mentions).for_each(given);
        self.quantities.iter_mut().flat_map(|q| &mut q.tellings).for_each(|(id, _)| given(id));
        self.when.iter_mut().for_each(|when| given(&mut when.mention));
        self.disagreements.iter_mut().flat_map(|d| &mut d.sides).flat_map(|side| &mut side.mentions).for_each(given);
        self.origins.renumber(order);
    }
}
