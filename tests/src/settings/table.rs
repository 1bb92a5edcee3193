//! The table of all settings, for operators.

use std::collections::BTreeMap;

use super::{Setting, SettingsError, of};
use crate::stack::Service;

const HEAD: &str = "\
# Settings

Made from the types by `make settings`; a test fails while it is behind. Defaults suit a developer's machine.

Read in this order, the later wins: defaults, the TOML files that `--config` or `LINIA_CONFIG` names (separated by
commas), the environment. A setting `grpc.listen` of the service identity is the variable `LINIA_IDENTITY__GRPC__LISTEN`.
A secret is given as text or, better, by the path of a file that holds it: `nats.password.file`
(`LINIA_IDENTITY__NATS__PASSWORD__FILE`); it is never printed. `<service> check-config` names everything that is wrong at once, keys that do not exist included; with
`--production` it also refuses what belongs on a developer's machine. `<service> settings` prints the same as JSON Schema.
";

/// The table as Markdown: what all services have in common once, then each service's own.
///
/// # Errors
/// [`SettingsError`] if a program cannot be asked.
pub fn table() -> Result<String, SettingsError> {
    let services = Service::ALL
        .into_iter()
        .map(|service| Ok((service, of(service)?)))
        .collect::<Result<BTreeMap<_, _>, SettingsError>>()?;
    let is_common = |setting: &Setting| services.values().all(|own| own.contains(setting));

    let mut text = HEAD.to_owned();
    let first = &services[&Service::Identity];
    section(
        &mut text,
        "Every service",
        first.iter().filter(|it| is_common(it)),
    );
    for (service, settings) in &services {
        let own: Vec<_> = settings.iter().filter(|it| !is_common(it)).collect();
        if !own.is_empty() {
            section(&mut text, service.name(), own.into_iter());
        }
    }
    Ok(text)
}

fn section<'a>(text: &mut String, title: &str, settings: impl Iterator<Item = &'a Setting>) {
    text.push_str(&format!(
        "\n## {title}\n\n| setting | default | meaning |\n| --- | --- | --- |\n"
    ));
    for setting in settings {
        let default = match &setting.default {
            Some(default) if default != "\"\"" => format!("`{}`", default.trim_matches('"')),
            _ => String::new(),
        };
        let kind = if setting.is_secret { " (secret)" } else { "" };
        let meaning = setting.meaning.replace('|', "\\|");
        text.push_str(&format!(
            "| `{}`{kind} | {default} | {meaning} |\n",
            setting.name
        ));
    }
}
