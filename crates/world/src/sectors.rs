//! Sectors of actors, and the actor strings of CAMEO.

use crate::rows::words;

words! {
    /// The part of society that an actor acts for, as PLOVER divides it.
    Sector {
        /// Government: the executive.
        Government = "GOV",
        /// Armed forces of a state.
        Military = "MIL",
        /// Police.
        Police = "COP",
        /// Courts.
        Courts = "JUD",
        /// Legislature.
        Legislature = "LEG",
        /// Intelligence service.
        Intelligence = "SPY",
        /// Paramilitary on the government's side.
        Paramilitary = "PRM",
        /// Political party.
        Party = "PTY",
        /// Political opposition.
        Opposition = "OPP",
        /// Armed opposition.
        Rebels = "REB",
        /// Unidentified armed force.
        Armed = "UAF",
        /// Partially recognized entity.
        Partial = "PRE",
        /// Farmers.
        Agriculture = "AGR",
        /// Business.
        Business = "BUS",
        /// Criminals.
        Crime = "CRM",
        /// Civilians.
        Civilians = "CVL",
        /// Education.
        Education = "EDU",
        /// Former officials.
        Elites = "ELI",
        /// Press.
        Press = "JRN",
        /// Labour.
        Labour = "LAB",
        /// Health.
        Health = "MED",
        /// Refugees.
        Refugees = "REF",
        /// Religion.
        Religion = "REL",
        /// Other civil society.
        Society = "SOC",
        /// Unidentified.
        Unknown = "UNK",
    }
}

impl Sector {
    /// CAMEO's role code for the sector; empty for those that CAMEO does not tell apart.
    pub fn cameo(self) -> &'static str {
        match self {
            Self::Press => "MED",
            Self::Health => "HLH",
            Self::Paramilitary => "MIL",
            Self::Society => "CVL",
            Self::Partial | Self::Unknown => "",
            other => other.word(),
        }
    }
}

/// The actor string of CAMEO: the code of a state or other actor, then its sectors.
///
/// ```
/// use attache_world::{Sector, cameo_actor};
/// assert_eq!(cameo_actor("VNM", &[Sector::Government]), "VNMGOV");
/// assert_eq!(cameo_actor("USA", &[Sector::Government, Sector::Military]), "USAGOVMIL");
/// ```
pub fn cameo_actor(code: &str, sectors: &[Sector]) -> String {
    let mut actor = code.to_owned();
    let mut said: Vec<&str> = Vec::new();
    for role in sectors.iter().map(|s| s.cameo()).filter(|role| !role.is_empty()) {
        if !said.contains(&role) {
            said.push(role);
            actor.push_str(role);
        }
    }
    actor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cameo_says_each_role_once_and_in_its_own_words() {
        assert_eq!(cameo_actor("FRA", &[Sector::Press]), "FRAMED");
        assert_eq!(cameo_actor("SDN", &[Sector::Paramilitary, Sector::Military]), "SDNMIL");
        assert_eq!(cameo_actor("", &[Sector::Unknown]), "");
        assert!(Sector::ALL.iter().all(|&s| Sector::read(s.word()) == Some(s)));
    }
}
