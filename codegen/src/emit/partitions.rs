//! The runtime's partition table.

use proc_macro2::TokenStream;
use quote::quote;

use crate::smithy::partitions::Partitions;

pub(super) fn emit(partitions: &Partitions) -> Vec<TokenStream> {
    let count = partitions.list.len();
    let entries = partitions.list.iter().map(|partition| {
        let (name, dns_suffix, dual_stack_dns_suffix) =
            (&partition.name, &partition.dns_suffix, &partition.dual_stack_dns_suffix);
        let implicit_global_region = &partition.implicit_global_region;
        let (supports_fips, supports_dual_stack) = (partition.supports_fips, partition.supports_dual_stack);
        let (regions, prefixes) = (&partition.regions, &partition.prefixes);
        quote! {
            Partition {
                name: #name,
                dns_suffix: #dns_suffix,
                dual_stack_dns_suffix: #dual_stack_dns_suffix,
                implicit_global_region: #implicit_global_region,
                supports_fips: #supports_fips,
                supports_dual_stack: #supports_dual_stack,
                regions: &[#(#regions),*],
                prefixes: &[#(#prefixes),*],
            }
        }
    });
    vec![
        quote!(
            use super::Partition;
        ),
        quote! {
            /// All partitions; the first is the default.
            pub static PARTITIONS: [Partition; #count] = [#(#entries),*];
        },
    ]
}
