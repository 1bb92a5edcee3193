//! The words of the mails: plain text, UTF-8, in `templates/<language>/`, the
//! subject on the first line.

mod catalogue;
mod error;
mod moment;
mod money;

use minijinja::{Environment, UndefinedBehavior, context, syntax::SyntaxConfig, value::Serde};

use crate::domain::{ChallengeSummary, Language, Notice, ProgrammeSummary};

pub(crate) use error::TextError;

/// A mail without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// One line.
    pub(crate) subject: String,
    /// Plain text.
    pub(crate) body: String,
}

/// What a text needs besides the notice.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setting<'a> {
    /// What the reader wants to be called.
    pub(crate) reader: &'a str,
    /// The challenge that the notice names, once it was published.
    pub(crate) challenge: Option<&'a ChallengeSummary>,
    /// The programme that the notice names.
    pub(crate) programme: Option<&'a ProgrammeSummary>,
    /// The official name of the organization that the notice names.
    pub(crate) organization: Option<&'a str>,
    /// How the reader proves that the address is theirs.
    pub(crate) verification: Option<Verification>,
}

/// A proof of the address, in two forms.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Verification {
    /// To be opened.
    pub(crate) link: String,
    /// To be pasted.
    pub(crate) token: String,
}

/// All texts, parsed.
#[derive(Debug)]
pub(crate) struct Texts {
    environment: Environment<'static>,
}

impl Texts {
    /// Parses every text.
    ///
    /// # Errors
    /// [`TextError`] if a template is malformed: a mistake in the program,
    /// which its tests find.
    pub(crate) fn try_new() -> Result<Self, TextError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?;
        environment.set_syntax(syntax);
        environment.add_filter("in_zone", moment::in_zone);
        environment.add_filter("money", money::in_currency);
        for (name, source) in catalogue::sources() {
            environment.add_template_owned(name, source)?;
        }
        Ok(Self { environment })
    }

    /// Writes a mail.
    ///
    /// # Errors
    /// [`TextError`] if the text needs something that the setting lacks.
    pub(crate) fn write(
        &self,
        language: Language,
        notice: &Notice,
        setting: &Setting<'_>,
    ) -> Result<Mail, TextError> {
        let topic = notice.topic();
        let subject = notice.about().subject();
        let template = self
            .environment
            .get_template(&catalogue::name(language, topic))?;
        let text = template.render(context! {
            notice => Serde(notice),
            topic => topic.name(),
            mandatory => topic.is_mandatory(),
            name => one_line(setting.reader),
            title => title(language, notice, setting).unwrap_or_else(|| subject.clone()),
            stage_title => stage_title(language, notice, setting),
            phase_title => phase_title(language, notice, setting),
            zone => setting.challenge.map_or("UTC", |it| it.time_zone.as_str()),
            organization => setting.organization.map(one_line),
            verification => setting.verification.as_ref().map(Serde),
            subject,
        })?;
        let (first, rest) = text.split_once('\n').ok_or(TextError::NoBody)?;
        Ok(Mail {
            subject: first.trim().to_owned(),
            body: rest.trim_start().to_owned(),
        })
    }
}

/// The challenge's or the programme's title; a draft has none that may be told.
fn title(language: Language, notice: &Notice, setting: &Setting<'_>) -> Option<String> {
    let titles = if notice.about().programme().is_some() {
        &setting.programme?.titles
    } else {
        notice.about().challenge()?;
        &setting.challenge?.titles
    };
    titles.for_reader(language).map(one_line)
}

fn phase_title(language: Language, notice: &Notice, setting: &Setting<'_>) -> Option<String> {
    let phase = notice.about().phase()?;
    let known = setting.programme.and_then(|it| it.phase(phase));
    let title = known.and_then(|it| it.for_reader(language));
    Some(title.map_or_else(|| phase.to_string(), one_line))
}

fn stage_title(language: Language, notice: &Notice, setting: &Setting<'_>) -> Option<String> {
    let stage = notice.about().stage()?;
    let known = setting.challenge.and_then(|it| it.stage(stage));
    let title = known.and_then(|it| it.titles.for_reader(language));
    Some(title.map_or_else(|| stage.to_string(), one_line))
}

/// A line break in a title would end the mail's subject too early.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
