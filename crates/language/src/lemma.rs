//! Dictionary forms: a plain stand-in.

use std::borrow::Cow;

use crate::annotation::Upos;

/// The dictionary form of a word.
pub fn lemma(form: &str, upos: Upos) -> Cow<'_, str> {
    if upos == Upos::Propn || !form.contains(char::is_uppercase) {
        Cow::Borrowed(form)
    } else {
        form.to_lowercase().into()
    }
}
