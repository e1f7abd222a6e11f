//! Bodies that act: institutions of states, organisations, alliances, armed groups, parties, agencies and outlets.

use crate::ids::ActorId;
use crate::rows::{Dated, Period, Row, RowError, Source, words};
use crate::sectors::Sector;
use jiff::civil::Date;

words! {
    /// What a body is.
    BodyKind {
        /// A building, street or place that stands for an institution: "the Kremlin".
        Seat = "seat",
        /// Head of state or government as an institution: "the White House", "the presidency".
        Executive = "executive",
        /// A ministry or department.
        Ministry = "ministry",
        /// Another agency of the executive.
        Agency = "agency",
        /// A parliament or a chamber of one.
        Parliament = "parliament",
        /// A court or prosecution.
        Court = "court",
        /// Armed forces or a part of them.
        Military = "military",
        /// Police.
        Police = "police",
        /// Intelligence service.
        Intelligence = "intelligence",
        /// Central bank.
        CentralBank = "bank",
        /// Organisation of states.
        Igo = "igo",
        /// Body or programme of the United Nations.
        Un = "un",
        /// Body of the European Union.
        Eu = "eu",
        /// Military alliance.
        Alliance = "alliance",
        /// Looser group or forum of states.
        Bloc = "bloc",
        /// International court.
        Tribunal = "tribunal",
        /// Development bank or fund.
        Fund = "fund",
        /// Organisation that is not of states.
        Ngo = "ngo",
        /// Social movement across borders.
        Movement = "movement",
        /// Religious body.
        Religious = "religious",
        /// Company of many states.
        Company = "company",
        /// Armed group.
        Group = "group",
        /// Political party.
        Party = "party",
        /// News agency.
        NewsAgency = "agency-news",
        /// Newspaper, broadcaster or site.
        Outlet = "outlet",
    }
}

/// A state or body that belongs to a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Code of a state, or the id of a body.
    pub member: Box<str>,
    /// From when to when.
    pub period: Period,
}

/// An institution, organisation, group, party or outlet.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Its id among bodies: "nato", "USA/state-department".
    pub id: Box<str>,
    /// The usual English name.
    pub name: Box<str>,
    /// Other names and abbreviations, and when they held.
    pub others: Vec<Dated<Box<str>>>,
    /// What it is.
    pub kind: BodyKind,
    /// PLOVER code: of its state, or IGO, UNO, EUR, NGO, ISM, IMG, MNC. Empty where it has none.
    pub code: Box<str>,
    /// PLOVER sectors.
    pub sectors: Vec<Sector>,
    /// CAMEO actor string.
    pub cameo: Box<str>,
    /// Since when, and until when it existed.
    pub period: Period,
    /// Its members.
    pub members: Vec<Membership>,
    /// Where the row stands.
    pub source: Source,
}

impl Body {
    /// Reads a row. `kind` is that of all rows of the table, where it has no such column.
    pub(crate) fn read(row: &Row<'_>, kind: Option<BodyKind>) -> Result<Self, RowError> {
        let name = row.text("name");
        if name.is_empty() {
            return Err(row.error("a body needs a name"));
        }
        let kind = match row.get("kind") {
            "" => kind.ok_or_else(|| row.error("a body needs a kind"))?,
            _ => row.word("kind", BodyKind::read)?,
        };
        let code = row.text("code");
        let mut sectors = row.words("sector", Sector::read)?;
        if sectors.is_empty() {
            sectors.extend(kind.sector());
        }
        let slug = crate::ids::slug(&name);
        let id = row.optional("id").unwrap_or_else(|| match (code.len(), kind.international()) {
            (3.., false) => format!("{code}/{slug}").into(),
            _ => slug.into(),
        });
        let cameo =
            row.optional("cameo").unwrap_or_else(|| crate::sectors::cameo_actor(cameo_code(&code), &sectors).into());
        let period = row.period()?;
        Ok(Self {
            id,
            name,
            others: row.dated("others")?,
            kind,
            code,
            sectors,
            cameo,
            period,
            members: Vec::new(),
            source: row.source.clone(),
        })
    }

    /// Its id among actors.
    pub fn actor(&self) -> ActorId {
        ActorId::body(&self.id)
    }

    /// The members on a day; all that ever were, on no day in particular.
    pub fn members_on(&self, as_of: Option<Date>) -> impl Iterator<Item = &str> {
        self.members.iter().filter(move |m| m.period.holds(as_of)).map(|m| &*m.member)
    }

    /// Whether the state or body was a member on the day.
    pub fn has_member(&self, member: &str, as_of: Option<Date>) -> bool {
        self.members_on(as_of).any(|m| m == member)
    }
}

/// CAMEO writes the United Nations and the European Union as organisations of states.
fn cameo_code(code: &str) -> &str {
    match code {
        "UNO" => "IGOUNO",
        "EUR" => "IGOEUREEC",
        other => other,
    }
}

impl BodyKind {
    /// Whether bodies of this kind are of no single state.
    pub fn international(self) -> bool {
        matches!(
            self,
            Self::Igo
                | Self::Un
                | Self::Eu
                | Self::Alliance
                | Self::Bloc
                | Self::Tribunal
                | Self::Fund
                | Self::Ngo
                | Self::Movement
                | Self::Religious
                | Self::Company
                | Self::Group
                | Self::NewsAgency
                | Self::Outlet
        )
    }

    /// The sector that goes with the kind when a row names none.
    fn sector(self) -> Option<Sector> {
        Some(match self {
            Self::Seat | Self::Executive | Self::Ministry | Self::Agency | Self::CentralBank => Sector::Government,
            Self::Parliament => Sector::Legislature,
            Self::Court => Sector::Courts,
            Self::Military => Sector::Military,
            Self::Police => Sector::Police,
            Self::Intelligence => Sector::Intelligence,
            Self::Tribunal => Sector::Courts,
            Self::Religious => Sector::Religion,
            Self::Company => Sector::Business,
            Self::Group => Sector::Rebels,
            Self::Party => Sector::Party,
            Self::NewsAgency | Self::Outlet => Sector::Press,
            _ => return None,
        })
    }
}
