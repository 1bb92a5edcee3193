//! Words that say nothing by themselves, in lower case: articles, pronouns,
//! prepositions, conjunctions, and the forms of "to be".

use std::{collections::HashSet, sync::LazyLock};

static STOP_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let languages = [POLISH, ENGLISH, UKRAINIAN];
    let words = languages.iter().flat_map(|words| words.split_whitespace());
    words.collect()
});

/// Whether a word says nothing by itself in one of the languages. The few that
/// say something in another one (`to`, `do`, `by`) are lost there too: a query
/// does not tell its language.
#[must_use]
pub fn contains(word: &str) -> bool {
    STOP_WORDS.contains(word)
}

const POLISH: &str = "\
    aby albo ale ani aż bez bo by być był była było były będzie będą ci co czy dla do gdy gdzie \
    go ich im innych iż ja jak jako jakie je jeden jednak jej jego jest jeśli jeżeli już każdy \
    ku ma mają mi między może mu na nad nam nas nie nich nim niż no np od ona one oni ono oraz po \
    pod przed przez przy są się sobie swoje swój ta tak także tam te tego tej ten też to tu tych \
    tym tylko we wraz wszystkich wszystkie za zaś ze że";

const ENGLISH: &str = "\
    about after all also an and any are as at be been before being but by can could did do does \
    each for from had has have he her his how if in into is it its may more most must no not of \
    on one or other our out over shall she should so some such than that the their them then \
    there these they this those through to under up us was we were what when where which who \
    will with would you your";

const UKRAINIAN: &str = "\
    або але без би був була були було бути вже ви від він вона вони воно все всі де для до є за \
    зі із її їм їх його й коли лише ми на над нам нас не ні них ніж по під при про та так також \
    те тим тих то того той тому ті тільки у це цей ці цього цю що щоб як яка яке який які якщо";
