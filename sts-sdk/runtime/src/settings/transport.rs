//! Settings of the default transport: defaults mode, proxies, roots to trust. A transport given in code has its own,
//! and nothing is read for it.

use std::time::Duration;

use super::{
    explain::{Explained, Passed},
    resolve::{Resolver, place},
    source::{Origin, Sources},
    table::{CA_BUNDLE, DEFAULTS_MODE, PROXY, TCP_KEEPALIVE},
};
use crate::{
    config::ConfigBuilder,
    http::{CaBundle, DEFAULT_CONNECT_TIMEOUT, ProxyConfig, ProxyUrl, TransportSettings},
    profile::expand_home,
};

pub(super) fn resolve(given: &ConfigBuilder, region: Option<&str>, resolver: &mut Resolver<'_>) -> TransportSettings {
    if given.http.is_some() {
        let note = "the transport is given in code: proxies, CA bundle and connect timeout are its own";
        resolver.notes.push(note.to_owned());
        return TransportSettings::default();
    }
    TransportSettings {
        proxy: proxy(given, resolver),
        ca_bundle: ca_bundle(given, resolver),
        connect_timeout: connect_timeout(given, region, resolver),
        tcp_keepalive: resolver.flag(&TCP_KEEPALIVE, given.tcp_keepalive, true),
    }
}

fn proxy(given: &ConfigBuilder, resolver: &mut Resolver<'_>) -> ProxyConfig {
    let mut row = Explained::new(PROXY.name);
    let found = match (&given.proxy, resolver.sources) {
        (Some(proxy), _) => {
            row.origin = Origin::Code;
            Ok(proxy.clone())
        }
        (None, Some(sources)) => ProxyConfig::from_env(sources.env().as_ref()),
        (None, None) => Ok(ProxyConfig::none()),
    };
    let problem = found.as_ref().err().map(ToString::to_string);
    let proxy = found.unwrap_or_default();
    row.value = Some(match (proxy.https(), proxy.http()) {
        (None, None) => "none".to_owned(),
        (https, http) => {
            // The row has one origin.
            let apart = https.zip(http).is_some_and(|(https, http)| https.origin() != http.origin());
            let each = [("https", https), ("http", http)].into_iter().filter_map(|(scheme, url)| {
                let url = url?;
                let origin = if apart { format!(" by {}", url.origin()) } else { String::new() };
                Some(format!("{url} for {scheme}{origin}"))
            });
            each.collect::<Vec<_>>().join(", ")
        }
    });
    if let (Origin::Default, Some(url)) = (&row.origin, proxy.https().or(proxy.http())) {
        row.origin = Origin::Variable(url.origin().to_owned());
    }
    resolver.notes.extend_from_slice(proxy.notes());
    if let (None, Some(sources)) = (&problem, resolver.sources) {
        row.passed.extend(passed_proxies(&proxy, sources));
    }
    resolver.rows.push(row);
    if let Some(problem) = problem {
        resolver.problem(problem);
    }
    proxy
}

// Of the variables that name a proxy, those that are set and name none of these.
fn passed_proxies(proxy: &ProxyConfig, sources: &Sources) -> Vec<Passed> {
    let used = |name: &str| [proxy.https(), proxy.http()].iter().flatten().any(|url| url.origin() == name);
    let noted = |name: &str| proxy.notes().iter().any(|note| note.starts_with(name));
    let names = PROXY.variables.iter().filter(|name| !name.eq_ignore_ascii_case("no_proxy"));
    let rest = names.filter(|name| !used(name) && !noted(name)).filter_map(|name| sources.variable(name).ok());
    rest.filter_map(|seen| {
        let text = seen.text.filter(|text| !text.trim().is_empty())?;
        let shown = ProxyUrl::parse(&text).map_or("[not shown: it is no URL]".to_owned(), |url| url.to_string());
        Some(Passed::later(seen.origin, shown))
    })
    .collect()
}

fn ca_bundle(given: &ConfigBuilder, resolver: &mut Resolver<'_>) -> Option<CaBundle> {
    let code = given.ca_bundle.as_ref().map(|bundle| bundle.origin().to_owned());
    let seen = resolver.places(&CA_BUNDLE, code);
    let Some((path, origin)) = resolver.pick(&CA_BUNDLE, seen) else {
        resolver.value("the platform's roots");
        return None;
    };
    if origin == Origin::Code {
        return given.ca_bundle.clone();
    }
    let (sources, disk) = resolver.sources.and_then(|sources| Some((sources, sources.disk()?)))?;
    let disk = disk.as_ref();
    match CaBundle::read(&expand_home(&path, sources.env().as_ref(), disk), disk) {
        Ok(bundle) => {
            let bundle = bundle.named_by(&origin);
            // Whoever needs no TLS needs no certificates.
            if !bundle.is_pem() {
                let note =
                    format!("the CA bundle {} holds no certificate: nothing can be called by https", bundle.origin());
                resolver.notes.push(note);
            }
            Some(bundle)
        }
        Err(error) => {
            resolver.problem(format!("{}: {error}", place(&CA_BUNDLE, &origin)));
            None
        }
    }
}

fn connect_timeout(given: &ConfigBuilder, region: Option<&str>, resolver: &mut Resolver<'_>) -> Duration {
    let mode = resolver.word(&DEFAULTS_MODE, given.defaults_mode.as_deref(), "standard");
    let named = resolver.rows.last().is_some_and(|row| row.origin != Origin::Default);
    let mode = if mode == "auto" { automatic(region, resolver) } else { mode };
    let (timeout, origin) = match given.connect_timeout {
        Some(timeout) => (timeout, Origin::Code),
        None if named => (by_mode(&mode), Origin::DefaultsMode(mode)),
        None => (by_mode(&mode), Origin::Default),
    };
    let mut row = Explained::new("connect timeout");
    (row.value, row.origin) = (Some(format!("{} s", timeout.as_secs_f64())), origin);
    resolver.rows.push(row);
    timeout
}

/// How long a connection may take to stand, by the defaults mode.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html>
fn by_mode(mode: &str) -> Duration {
    match mode {
        "in-region" => Duration::from_millis(1_100),
        "mobile" => Duration::from_secs(30),
        _ => DEFAULT_CONNECT_TIMEOUT,
    }
}

// Without instance metadata, where the process runs is known on Lambda and the like only.
fn automatic(region: Option<&str>, resolver: &mut Resolver<'_>) -> String {
    let var = |sources: &Sources, name: &str| sources.variable(name).ok()?.text.filter(|text| !text.is_empty());
    let here = resolver.sources.and_then(|sources| {
        var(sources, "AWS_EXECUTION_ENV")?;
        var(sources, "AWS_REGION").or_else(|| var(sources, "AWS_DEFAULT_REGION"))
    });
    let mode = match (here, region) {
        (Some(here), Some(region)) if here == region => "in-region",
        (Some(_), Some(_)) => "cross-region",
        _ => "standard",
    };
    resolver.notes.push(format!("the defaults mode `auto` is `{mode}` here"));
    mode.to_owned()
}
