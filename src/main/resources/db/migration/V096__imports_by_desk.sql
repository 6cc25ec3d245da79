-- Which desk's agreement a row became: its people see the row, also where a reseller sent the file itself.

alter table countersign.bulk_import_row add column subsidiary varchar(8);
alter table countersign.bulk_import_row
    add constraint bulk_import_row_of_a_desk_is_done check (subsidiary is null or state = 'DONE');

update countersign.bulk_import_row r set subsidiary = a.subsidiary
from countersign.agreement a, countersign.bulk_import i
where a.reference = r.reference and i.id = r.import and i.kind = 'PACKAGES' and r.state = 'DONE';

create index bulk_import_row_by_desk on countersign.bulk_import_row (subsidiary, import) where subsidiary is not null;
comment on column countersign.bulk_import_row.subsidiary is 'Desk of the agreement that the row became; none where it became none, and for running agreements.';
