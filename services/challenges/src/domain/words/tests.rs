use super::*;

/// Whether a query of one word finds a text of one word.
fn finds(query: &str, language: &str, text: &str) -> bool {
    let asked = of_query(query).next().expect("is a word");
    let mut said = of_text(language, text);
    said.any(|word| !word.terms.is_disjoint(&asked.terms))
}

#[test]
fn inflected_forms_find_each_other() {
    for (language, forms) in [
        ("pl", "oświetlenie oświetlenia oświetleniu oświetleniem"),
        ("pl", "miasto miasta miastu miastem"),
        ("pl", "energia energii energię energią"),
        ("pl", "dokument dokumentu dokumenty dokumentów dokumentami"),
        ("pl", "obywatel obywatela obywateli obywatelom"),
        ("en", "light lights lighting"),
        ("en", "city cities"),
        ("uk", "місто міста місті містом"),
        ("uk", "вулиця вулиці вулицею вулиць"),
    ] {
        for query in forms.split(' ') {
            for text in forms.split(' ') {
                assert!(finds(query, language, text), "{query} finds {text}");
            }
        }
    }
}

#[test]
fn polish_words_are_found_without_their_marks() {
    for (query, text) in [
        ("oswietlenie", "oświetlenie"),
        ("oswietlenia", "Oświetleniem"),
        ("urzedu", "urzędu"),
        ("lodz", "Łódź"),
        ("łodzi", "lodzi"),
        ("OŚWIETLENIE", "oswietlenia"),
        // Marks as letters of their own (NFD).
        ("os\u{301}wietlenie", "oświetlenie"),
    ] {
        assert!(finds(query, "pl", text), "{query} finds {text}");
    }
}

#[test]
fn other_words_are_not_found() {
    for (query, language, text) in [
        ("oświetlenie", "pl", "oświadczenie"),
        ("lighting", "en", "lightning"),
        ("місто", "uk", "мостом"),
    ] {
        assert!(!finds(query, language, text), "{query} finds no {text}");
    }
}

#[test]
fn only_latin_letters_lose_their_marks() {
    assert_eq!(without_marks("zażółćgęśląjaźń"), "zazolcgeslajazn");
    assert_eq!(without_marks("їжакйґ"), "їжакйґ");
}

#[test]
fn words_of_other_languages_are_compared_as_they_are() {
    assert!(finds("straßen", "de", "Straßen"));
    assert!(finds("éclairage", "fr", "eclairage"));
    assert!(!finds("straße", "de", "Straßen"));
}

#[test]
fn apostrophe_is_part_of_a_ukrainian_word_only() {
    for written in ["об'єкт", "об\u{2019}єкт", "об\u{2bc}єкта"] {
        assert!(finds("обєкт", "uk", written), "{written}");
    }
    assert!(finds("city", "en", "the city's lamps"));
}

#[test]
fn words_that_say_nothing_are_left_out() {
    let left = |text| words(text).collect::<Vec<_>>();
    assert_eq!(
        left("Lampy i kamery w mieście"),
        ["lampy", "kamery", "mieście"]
    );
    assert_eq!(left("the lamps of a city"), ["lamps", "city"]);
    assert_eq!(
        left("лампи та камери у місті"),
        ["лампи", "камери", "місті"]
    );
    assert_eq!(left("– … ? x"), Vec::<String>::new());
    assert_eq!(left(&"a".repeat(TERM_CHARS + 1)), Vec::<String>::new());
}
