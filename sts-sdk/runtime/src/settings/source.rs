//! Where settings are looked for: the variables, then the selected profile. Knows neither what a setting
//! means nor what is set in code.

use std::{fmt, sync::Arc};

use super::{
    near::nearest,
    shown,
    table::{PROFILE, SERVICES, Setting},
};
use crate::{
    config::ConfigError,
    os::{Env, Files},
    profile::{Location, ProfileFiles, ProfileWarning, ProfileWarningKind, Property, Section},
    secret::Secret,
};

/// Where a value comes from, or would come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Code.
    Code,
    /// An environment variable, of this name.
    Variable(String),
    /// A key of the selected profile. `location` is `None` where the profile does not have it.
    Profile {
        /// The profile.
        profile: String,
        /// The key.
        key: String,
        /// Where it stands.
        location: Option<Location>,
    },
    /// A key of a section `[services name]`.
    Services {
        /// The section's name.
        section: String,
        /// The service and the key, `sts.endpoint_url`.
        key: String,
        /// Where it stands.
        location: Option<Location>,
    },
    /// The defaults mode, of this name.
    DefaultsMode(String),
    /// The endpoint rules of the service.
    Rules,
    /// Nobody said anything.
    Default,
}

/// `environment variable AWS_REGION`, `` `region` at ~/.aws/config:2 ``
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("code"),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Profile { key, location: Some(location), .. } => write!(f, "`{key}` at {location}"),
            Self::Profile { profile, key, location: None } => write!(f, "`{key}` of profile `{}`", shown(profile)),
            Self::Services { key, location: Some(location), .. } => write!(f, "`{key}` at {location}"),
            Self::Services { section, key, location: None } => write!(f, "`{key}` of `[services {}]`", shown(section)),
            Self::DefaultsMode(mode) => write!(f, "defaults mode {mode}"),
            Self::Rules => f.write_str("the service's endpoint rules"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A place that was looked at, and what stood there. `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) origin: Origin,
    /// `None` where nothing is set. Empty counts as nothing, too.
    pub(crate) text: Option<String>,
    /// Only some SDKs read it.
    pub(crate) late: bool,
}

impl Seen {
    pub(crate) fn new(origin: Origin, text: Option<String>) -> Self {
        Self { origin, text, late: false }
    }

    // Code that says nothing says nothing by not saying it.
    pub(crate) fn is_set(&self) -> bool {
        self.text.as_deref().is_some_and(|text| !text.is_empty() || self.origin == Origin::Code)
    }

    /// Whether something stands there, without what it is.
    pub(crate) fn hidden(mut self) -> Self {
        if self.is_set() {
            drop(self.text.replace(REDACTED.to_owned()).map(Secret::from));
        }
        self
    }
}

pub(crate) const REDACTED: &str = "[redacted]";

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen").field("origin", &self.origin).field("is_set", &self.is_set()).finish_non_exhaustive()
    }
}

/// The environment, the files, and the profile that was selected. Read once, when a configuration is built.
#[derive(Debug)]
pub(crate) struct Sources {
    env: Arc<dyn Env>,
    disk: Option<Arc<dyn Files>>,
    files: ProfileFiles,
    profile: String,
    profile_from: Vec<Seen>,
    /// What is wrong with the files or the choice of a profile.
    problems: Vec<ConfigError>,
}

impl Sources {
    /// Reads both. What is wrong is kept, for a configuration that is not built but explained.
    pub(crate) fn load(env: Arc<dyn Env>, disk: Option<Arc<dyn Files>>, profile: Option<&str>) -> Self {
        let mut sources = Self {
            env,
            disk,
            files: ProfileFiles::default(),
            profile: DEFAULT_PROFILE.to_owned(),
            profile_from: Vec::new(),
            problems: Vec::new(),
        };
        let code = Seen::new(Origin::Code, profile.map(str::to_owned));
        let mut seen = vec![code];
        match sources.variables(&PROFILE) {
            Ok(variables) => seen.extend(variables),
            Err(problem) => sources.problems.push(problem),
        }
        if let Some(name) = seen.iter().find(|seen| seen.is_set()).and_then(|seen| seen.text.clone()) {
            sources.profile = name;
        }
        sources.profile_from = seen;
        let Some(disk) = &sources.disk else { return sources };
        match ProfileFiles::load(sources.env.as_ref(), disk.as_ref()) {
            Ok(files) => sources.files = files,
            Err(error) => {
                sources.problems.push(ConfigError::new(error.to_string()));
                return sources;
            }
        }
        if let Some(problem) = sources.missing_profile() {
            sources.problems.push(problem);
        }
        sources
    }

    pub(crate) fn env(&self) -> &Arc<dyn Env> {
        &self.env
    }

    /// The files of the machine, where they may be read.
    pub(crate) fn disk(&self) -> Option<&Arc<dyn Files>> {
        self.disk.as_ref()
    }

    pub(crate) fn files(&self) -> &ProfileFiles {
        &self.files
    }

    pub(crate) fn problems(&self) -> &[ConfigError] {
        &self.problems
    }

    /// The name of the selected profile, and where it could come from.
    pub(crate) fn profile_name(&self) -> (&str, &[Seen]) {
        (&self.profile, &self.profile_from)
    }

    /// Whether the profile was named in code: then it comes before what the environment says of credentials.
    pub(crate) fn profile_in_code(&self) -> bool {
        self.profile_from.iter().any(|seen| seen.origin == Origin::Code && seen.is_set())
    }

    pub(crate) fn profile(&self) -> Option<&Section> {
        self.files.profile(&self.profile)
    }

    /// All places of a setting, in order. The first that is set counts.
    pub(crate) fn look(&self, setting: &Setting) -> Result<Vec<Seen>, ConfigError> {
        let mut seen = Vec::new();
        let mut late = Vec::new();
        for variable in self.variables(setting)? {
            if variable.late { late.push(variable) } else { seen.push(variable) }
        }
        seen.extend(setting.profile_keys.iter().map(|key| self.key(key)));
        seen.append(&mut late);
        Ok(seen)
    }

    /// What a variable says; empty is left as it is.
    pub(crate) fn variable(&self, name: &str) -> Result<Seen, ConfigError> {
        let text =
            self.env.var(name).map_err(|_| ConfigError::new(format!("environment variable {name} is not Unicode")))?;
        Ok(Seen::new(Origin::Variable(name.to_owned()), text))
    }

    /// What the selected profile says.
    pub(crate) fn key(&self, key: &str) -> Seen {
        self.key_of(&self.profile, key)
    }

    /// What a profile says.
    pub(crate) fn key_of(&self, profile: &str, key: &str) -> Seen {
        let property = self.files.profile(profile).and_then(|profile| profile.get(key));
        let location = property.map(|property| property.location().clone());
        let origin = Origin::Profile { profile: profile.to_owned(), key: key.to_owned(), location };
        Seen::new(origin, property.map(|property| property.value().to_owned()))
    }

    /// `endpoint_url` of a service in the section that the profile's `services` names.
    ///
    /// # Errors
    ///
    /// There is no such section.
    pub(crate) fn service_key(&self, service: &str, key: &str) -> Result<Option<Seen>, ConfigError> {
        let [services] = SERVICES.profile_keys else { return Ok(None) };
        let named = self.key(services);
        let Some(name) = named.text.as_deref().filter(|name| !name.is_empty()) else { return Ok(None) };
        let Some(section) = self.files.services(name) else {
            let there = names(self.files.services_names(), name);
            return Err(ConfigError::new(format!(
                "{}: there is no section `[services {}]`{there}",
                named.origin,
                shown(name)
            )));
        };
        let property = section.get(service).and_then(|group| group.sub(key));
        let origin = Origin::Services {
            section: name.to_owned(),
            key: format!("{service}.{key}"),
            location: property.map(Property::location).cloned(),
        };
        Ok(Some(Seen::new(origin, property.map(|property| property.value().to_owned()))))
    }

    /// What the section that the profile's `services` names says of a service.
    pub(crate) fn service_group(&self, service: &str) -> Option<&Property> {
        let [services] = SERVICES.profile_keys else { return None };
        self.files.services(&self.key(services).text?)?.get(service)
    }

    fn variables(&self, setting: &Setting) -> Result<Vec<Seen>, ConfigError> {
        let mut seen = Vec::new();
        for name in setting.variables {
            seen.push(self.variable(name)?);
        }
        for name in setting.late_variables {
            seen.push(Seen { late: true, ..self.variable(name)? });
        }
        Ok(seen)
    }

    // A profile that nobody named may be missing.
    fn missing_profile(&self) -> Option<ConfigError> {
        let seen = self.profile_from.iter().find(|seen| seen.is_set())?;
        if self.profile == DEFAULT_PROFILE || self.profile().is_some() {
            return None;
        }
        let files: Vec<_> = self.files.sources().iter().map(|source| source.shown().to_string()).collect();
        let there = names(self.files.profile_names(), &self.profile);
        let name = shown(&self.profile);
        // A file that was not read may have it, and so may a section that does not count.
        let about = |warning: &&ProfileWarning| match warning.kind() {
            ProfileWarningKind::File => true,
            // `[dev]` or `[profile dev]`
            ProfileWarningKind::Section => warning.to_string().contains(&format!("{}]", self.profile)),
            ProfileWarningKind::Property => false,
        };
        let why: Vec<_> = self.files.warnings().iter().filter(about).map(|warning| format!("; {warning}")).collect();
        Some(ConfigError::new(format!(
            "{}: there is no profile `{name}` in {}{}{there}",
            seen.origin,
            files.join(" and "),
            why.concat()
        )))
    }
}

const DEFAULT_PROFILE: &str = "default";

// `; did you mean `dev`? There are: `default`, `dev``
fn names<'n>(there: impl Iterator<Item = &'n str>, name: &str) -> String {
    const MOST: usize = 20;
    let there: Vec<&str> = there.collect();
    if there.is_empty() {
        return "; there are none".to_owned();
    }
    let mut listed: Vec<_> = there.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if there.len() > MOST {
        listed.push(format!("and {} more", there.len() - MOST));
    }
    let listed = listed.join(", ");
    match nearest(name, there) {
        Some(near) => format!("; did you mean `{near}`? There are: {listed}"),
        None => format!("; there are: {listed}"),
    }
}
