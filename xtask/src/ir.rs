//! `cargo xtask ir NAME`: the resolved IR of one shape or operation, as the emitters see it.

use std::io::Write;

use aws_query_codegen::resolve_service;

use crate::{Failure, repository};

pub(crate) fn run(name: &str) -> Result<(), Failure> {
    let (service, _) = resolve_service(&repository::sts()?).map_err(|diagnostics| diagnostics.to_string())?;
    let same = |candidate: &str| candidate.eq_ignore_ascii_case(name);
    let mut found = false;
    let mut show = |item: &dyn std::fmt::Debug| {
        found = true;
        // A reader that has seen enough closes the pipe.
        let _ = writeln!(std::io::stdout().lock(), "{item:#?}");
    };
    for operation in service.operations.iter().filter(|operation| same(&operation.wire_name) || same(&operation.method))
    {
        show(operation);
    }
    for structure in service.operations.iter().flat_map(|operation| [&operation.input, &operation.output]) {
        if same(&structure.name) {
            show(structure);
        }
    }
    service.structures.iter().filter(|item| same(&item.name)).for_each(|item| show(item));
    service.unions.iter().filter(|item| same(&item.name)).for_each(|item| show(item));
    service.enums.iter().filter(|item| same(&item.name)).for_each(|item| show(item));
    service.externals.iter().filter(|item| same(&item.name)).for_each(|item| show(item));
    service.errors.iter().filter(|item| same(&item.variant) || same(&item.code)).for_each(|item| show(item));
    service.constraints.iter().filter(|item| same(&item.name)).for_each(|item| show(item));
    if same("endpoint") {
        show(&service.endpoint);
    }
    if found {
        return Ok(());
    }
    let mut names: Vec<&str> = service.operations.iter().map(|operation| operation.wire_name.as_str()).collect();
    names.extend(service.structures.iter().map(|item| item.name.as_str()));
    names.extend(service.externals.iter().map(|item| item.name.as_str()));
    names.extend(service.errors.iter().map(|item| item.variant.as_str()));
    names.extend(service.constraints.iter().map(|item| item.name.as_str()));
    Err(format!("nothing in the IR is called `{name}`. There is: endpoint, {}", names.join(", ")).into())
}
