//! An account as bytes: what an archive keeps of an article for fusing it again.

use attache_stories::Kind;
use attache_world::resolve::Actor;

use crate::account::Account;

/// Raised whenever the bytes mean something else.
const FORMAT: u8 = 3;

impl Account {
    /// What the article alone brings, without its actors, which archives keep by themselves: see [`Account::of_report`].
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![FORMAT]).unwrap_or_default()
    }

    /// The account of these bytes, with its actors; none where the bytes are of another format, or damaged.
    pub fn from_bytes(bytes: &[u8], actors: Vec<Actor>) -> Option<Self> {
        let (format, bytes) = bytes.split_first()?;
        let account = (*format == FORMAT).then(|| postcard::from_bytes::<Self>(bytes).ok())??;
        Some(Self { actors, ..account })
    }
}

pub(crate) fn original() -> Kind {
    Kind::Original
}

/// Modes with the types that they belong to.
pub(crate) mod modes {
    use attache_coding::ontology::{EventType, Mode};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(modes: &[Mode], to: S) -> Result<S::Ok, S::Error> {
        modes.iter().map(|mode| (mode.event(), mode.name())).collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Mode>, D::Error> {
        let named = Vec::<(EventType, String)>::deserialize(from)?;
        Ok(named.into_iter().filter_map(|(event, name)| Mode::of(event, &name)).collect())
    }
}

/// CAMEO's code.
pub(crate) mod cameo {
    use attache_coding::ontology::Cameo;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(cameo: &Cameo, to: S) -> Result<S::Ok, S::Error> {
        cameo.code().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Cameo, D::Error> {
        let code = String::deserialize(from)?;
        Cameo::parse(&code).ok_or_else(|| D::Error::custom(format!("{code:?} is no code of CAMEO")))
    }
}

/// Repairs without the names of their fields, which compact formats cannot flatten.
pub(crate) mod repairs {
    use attache_press::CharSpan;
    use attache_world::Repair;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(repairs: &[Repair], to: S) -> Result<S::Ok, S::Error> {
        repairs.iter().map(|repair| (repair.span, &repair.text, &repair.reads)).collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Repair>, D::Error> {
        let plain = Vec::<(CharSpan, String, String)>::deserialize(from)?;
        Ok(plain.into_iter().map(|(span, text, reads)| Repair { span, text, reads }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{account, visit};

    #[test]
    fn an_account_is_the_same_when_read_back_and_what_is_damaged_is_none() {
        let whole = account("a", "Harbour News", "2021-04-02", vec![visit(Some("2021-04-01"))]);
        let bytes = whole.to_bytes();
        let read = Account::from_bytes(&bytes, whole.actors.clone()).unwrap();
        assert_eq!(Account { published: whole.published.clone(), ..read }, whole);
        assert_eq!(Account::from_bytes(&bytes[..bytes.len() / 2], Vec::new()), None);
        assert_eq!(Account::from_bytes(&[9], Vec::new()), None);
    }
}
