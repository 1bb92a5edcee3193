//! XMP (ISO 16684-1): a packet of RDF in XML, found in images and documents
//! alike. Searched as text, because it comes from anywhere.

use memchr::memmem::find;

use super::Findings;

/// Properties that name people.
const NAMES: [&str; 7] = [
    "dc:creator",
    "dc:rights",
    "pdf:Author",
    "photoshop:AuthorsPosition",
    "photoshop:Credit",
    "xmpRights:Owner",
    "aux:OwnerName",
];

/// The longest property that is read, in octets.
const LONGEST: usize = 4096;

/// Looks for properties in octets that may hold a packet or part of one.
pub(super) fn inspect(octets: &[u8], findings: &mut Findings) {
    for name in NAMES {
        for value in values(octets, name, findings) {
            findings.add("XMP", name, &value);
        }
    }
}

/// Every value of an XML element or attribute of this name.
pub(super) fn values(octets: &[u8], name: &str, findings: &mut Findings) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = octets;
    while let Some(at) = find(rest, name.as_bytes()) {
        let element = at > 0 && rest[at - 1] == b'<';
        rest = &rest[at + name.len()..];
        let window = &rest[..rest.len().min(LONGEST)];
        if !findings.spend(window.len()) {
            break;
        }
        let text = String::from_utf8_lossy(window);
        let value = if element {
            element_text(&text, name)
        } else {
            attribute_text(&text)
        };
        found.extend(value);
    }
    found
}

/// What stands between the tags, without inner tags.
fn element_text(after_name: &str, name: &str) -> Option<String> {
    let (attributes, rest) = after_name.split_once('>')?;
    if attributes.ends_with('/') {
        return None;
    }
    let (inner, _) = rest.split_once(&format!("</{name}"))?;
    let mut text = String::new();
    let mut within_tag = false;
    for character in inner.chars() {
        match character {
            '<' => within_tag = true,
            '>' => {
                within_tag = false;
                text.push(' ');
            }
            _ if within_tag => {}
            other => text.push(other),
        }
    }
    Some(unescaped(
        &text.split_whitespace().collect::<Vec<_>>().join(" "),
    ))
}

fn attribute_text(after_name: &str) -> Option<String> {
    let value = after_name.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value[1..].split_once(quote)?;
    Some(unescaped(value))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creator_is_found_as_element_and_as_attribute() {
        let packet = r#"<x:xmpmeta><rdf:Description pdf:Author = 'Jan &amp; Ewa'>
            <dc:creator><rdf:Seq><rdf:li>Ewa Nowak</rdf:li> <rdf:li>Jan</rdf:li></rdf:Seq></dc:creator>
            <dc:rights/></rdf:Description></x:xmpmeta>"#;
        let mut findings = Findings::default();
        inspect(packet.as_bytes(), &mut findings);
        let found: Vec<_> = findings
            .found
            .iter()
            .map(|f| (&*f.field, &*f.value))
            .collect();
        assert_eq!(
            found,
            [("dc:creator", "Ewa Nowak Jan"), ("pdf:Author", "Jan & Ewa")]
        );
    }

    #[test]
    fn element_that_does_not_end_is_nothing() {
        for octets in ["<dc:creator>Ewa", "dc:creator"] {
            let found = values(octets.as_bytes(), "dc:creator", &mut Findings::default());
            assert!(found.is_empty(), "{octets}");
        }
    }
}
