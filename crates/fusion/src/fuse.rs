//! From accounts to events: linking, putting together, and finding what is part of what.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

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
    fuse_ruled(accounts, &[])
}

/// What a user holds against the linking of mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// The event that has most of the first mentions and the one that has most of the second are one.
    Together(Vec<MentionId>, Vec<MentionId>),
    /// Those of the first mentions that are of the event that has most of the second are an event of their own.
    Apart(Vec<MentionId>, Vec<MentionId>),
}

/// [`fuse`] with rulings, each applied to what those before it have left.
pub fn fuse_ruled(accounts: &[Account], rulings: &[Ruling]) -> Vec<Event> {
    let order = canonical(accounts);
    let mut sorted: Vec<Account> = order.iter().map(|n| accounts[*n].clone()).collect();
    let scene = Scene::new(&mut sorted);
    let mut linked = of_scene(&scene, Sort::Acts);
    if !rulings.is_empty() {
        rule(&mut linked.events, &scene, &order, rulings);
    }
    let event = |members: &Vec<usize>| {
        let mut members = members.clone();
        members.sort_unstable();
        let tellings: Vec<&Telling<'_>> = members.iter().map(|t| &scene.tellings[*t]).collect();
        Some(Event { bonds: linked.bonds(&scene, &members), ..assemble(&Members { scene: &scene, tellings })? })
    };
    let mut events: Vec<Event> = linked.events.iter().filter_map(event).collect();
    let day = |event: &Event| event.when.as_ref().map(|dated| (dated.days.first, dated.days.last));
    events.sort_by(|a, b| {
        day(a).is_none().cmp(&day(b).is_none()).then_with(|| day(a).cmp(&day(b))).then_with(|| a.id.cmp(&b.id))
    });
    let parts = part_of(&scene, &events);
    for (event, whole) in events.iter_mut().zip(parts) {
        event.part_of = whole;
    }
    events.iter_mut().for_each(|event| event.renumber(&order));
    events
}

/// Joins and parts the mentions of events as a user has ruled.
fn rule(events: &mut Vec<Vec<usize>>, scene: &Scene<'_>, order: &[usize], rulings: &[Ruling]) {
    let named = |telling: &Telling<'_>| MentionId { account: order[telling.account], mention: telling.number };
    let place: FxHashMap<MentionId, usize> =
        scene.tellings.iter().enumerate().map(|(n, telling)| (named(telling), n)).collect();
    let tellings = |ids: &[MentionId]| ids.iter().filter_map(|id| place.get(id).copied()).collect::<Vec<usize>>();
    for ruling in rulings {
        match ruling {
            Ruling::Together(one, other) => {
                let (Some(a), Some(b)) = (most(events, &tellings(one)), most(events, &tellings(other))) else {
                    continue;
                };
                if a != b {
                    let moved = std::mem::take(&mut events[b]);
                    events[a].extend(moved);
                }
            }
            Ruling::Apart(mentions, from) => {
                let Some(whole) = most(events, &tellings(from)) else { continue };
                let leaving = tellings(mentions);
                let (apart, rest) = events[whole].iter().partition(|telling| leaving.contains(telling));
                events[whole] = rest;
                events.push(apart);
            }
        }
        events.retain(|members| !members.is_empty());
    }
}

/// The event that has most of some tellings; of equals the one that has the first.
fn most(events: &[Vec<usize>], tellings: &[usize]) -> Option<usize> {
    let count = |members: &[usize]| members.iter().filter(|telling| tellings.contains(telling)).count();
    let rank = |members: &[usize]| {
        let first = members.iter().filter(|telling| tellings.contains(telling)).min().copied();
        (count(members), std::cmp::Reverse(first))
    };
    let holding = events.iter().enumerate().filter(|(_, members)| count(members) > 0);
    holding.max_by_key(|(_, members)| rank(members)).map(|(n, _)| n)
}

/// Fuses the articles of many stories: those of neighbouring stories together, so that each event is told once. Gives for each story
/// the events of which it has most mentions (of equals the story that comes first); mentions name accounts by their place in
/// `accounts`, [`Event::part_of`] the event's place in its story's list, where the whole is told there too.
pub fn fuse_stories(accounts: &[Account], stories: &[Vec<usize>]) -> Vec<Vec<Event>> {
    let mut told: Vec<Vec<Event>> = vec![Vec::new(); stories.len()];
    for around in neighbourhoods(accounts, stories) {
        let members: Vec<usize> = around.iter().flat_map(|story| stories[*story].iter().copied()).collect();
        let story_of: Vec<usize> =
            around.iter().flat_map(|story| std::iter::repeat_n(*story, stories[*story].len())).collect();
        let near: Vec<Account> = members.iter().map(|at| accounts[*at].clone()).collect();
        let mut events = fuse(&near);
        let homes = homes(&events, &story_of);
        events.iter_mut().for_each(|event| event.renumber(&members));
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

/// For each event the story that has most of its mentions, of equals the least; `story_of` gives the story of each account.
pub fn homes(events: &[Event], story_of: &[usize]) -> Vec<usize> {
    events.iter().map(|event| home(event, story_of)).collect()
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
        self.bonds.iter_mut().flat_map(|bond| [&mut bond.mention, &mut bond.to]).for_each(given);
        self.origins.renumber(order);
    }
}
