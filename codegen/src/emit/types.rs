//! `types.rs`: what operations share.

use super::{File, enums, reader, structure, unions};
use crate::ir::Service;

pub(super) fn emit(service: &Service) -> File {
    let mut items = Vec::new();
    for structure in &service.structures {
        items.extend(structure::emit(structure));
    }
    for error in service.errors.iter().filter_map(|error| error.structure.as_ref()) {
        items.extend(structure::emit(error));
    }
    for item in &service.unions {
        items.extend(unions::emit(item));
    }
    for item in &service.enums {
        items.extend(enums::emit(item));
    }
    for external in &service.externals {
        items.push(reader::external(external));
    }
    File::new("Types that operations share.", items)
}
