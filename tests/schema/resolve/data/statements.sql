-- SPDX-License-Identifier: GPL-3.0-or-later
-- One statement a line, good and bad ones: PREPARE on a server and the static engine must say the same.
select * from users
select id, email from users where email = $1
select nope from users
select users.nope from users
select u.nope from users u
select users.id from users u
select x.id from users
select id from users, orgs
select name from users join orgs on true
select u.id, o.id from users u join orgs o on o.owner = u.id
select u.id from users u join orgs o on o.id = u.id
select * from users u join orgs u on true
select * from nope
select * from app.nope
select * from nosuch.t
select * from app.things t join users u on u.id = t.users_id
select things.id from app.things
select app.things.id from app.things
select public.users.id from app.users
select count(*) from users
select count() from users
select count(id), name from users
select count(id), name from users group by name
select count(id), name from users group by 2
select count(id) c, name n from users group by n order by c
select id, name from users group by id
select o.name, count(*) from orgs o group by o.id
select o.name, i.label from orgs o join items i on i.org_id = o.id group by o.id
select a, b, c from pairs group by a, b
select a, b, c from pairs group by a
select id, name from active_users group by id
select name from users having count(*) > 1
select sum(name) from users
select max(name), min(age), avg(balance), sum(balance) from users
select sum(count(*)) from users
select * from users where count(*) > 1
select age + 1 from users
select age + name from users
select age || name from users
select age || 1 from users
select name = age from users
select id = 'abc' from users
select id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' from users
select m = 'sad' from users
select m = 'angry' from users
select m = name from users
select m::text = name from users
select 'x'::mood
select 'sad'::mood
select active = 'yes' from users
select age = 'x' from users
select created_at > '2020-01-01' from users
select created_at > 'garbage' from users
select created_at > now() - interval '1 day' from users
select created_at + '1 day' from users
select created_at - created_at from users
select data->'a'->>'b' from users
select data->>'a' = 1 from users
select data @> '{"a":1}' from users
select data @> 'garbage' from users
select js = js from users
select distinct js from users
select distinct data from users
select js from users order by js
select js from users group by js
select pt from users order by pt
select data['a'] from users
select tags[1] from users
select tags[1:2] from users
select tags['a'] from users
select age[1] from users
select (home).city from users
select (home).nope from users
select home.city from users
select (users.home).city from users
select users from users
select u.* from users u
select (u).name from users u
select (u.home).* from users u
select user_label(u) from users u
select u.user_label from users u
select users.user_label from users
select add2(1)
select add2(1,2)
select add2(1,2,3)
select add2('a')
select add2(b => 1, a => 2)
select add2(c => 1)
select greet('x')
select greet(greeting => 'a', name => 'b')
select ov(1)
select ov('a')
select ov(1.5)
select ov(null)
select ovn(1)
select ovn(1.5)
select ovn('1')
select ovn(1.5::float8)
select * from rset(1)
select k, v from rset(1)
select k, nope from rset(1)
select r.k from rset(1) r
select * from rset(1) as r(a,b)
select a, b from rset(1) as r(a,b)
select k from rset(1) as r(a,b)
select * from rset(1) as r(a,b,c)
select vari(1,2,3)
select vari()
select vari(variadic array[1,2])
select vari('a')
select ident(1), ident('a'::text)
select ident('a')
select ident($1)
select first_of(array[1,2])
select first_of(1)
select (outs(1)).x
select x, y from outs(1)
select (outs(1)).*
select * from single_out(1)
select res from single_out(1)
select single_out from single_out(1)
select * from setof_users()
select name from setof_users() u
select * from rec()
select * from rec() as (a int, b int)
select a from rec() as r(a int, b int)
select * from generate_series(1,10) as g(i)
select g from generate_series(1,10) g
select i from generate_series(1,10) with ordinality as g(i, n)
select n from generate_series(1,10) with ordinality as g(i, n)
select * from unnest(array[1,2], array['a','b']) as t(a,b)
select * from rows from (generate_series(1,2), generate_series(1,3)) as t(a,b)
select * from json_to_record('{}') as x(a int, b text)
select * from jsonb_each('{}'::jsonb)
select key, value from jsonb_each('{}'::jsonb)
select * from jsonb_array_elements('[]') e
select e->>'a' from jsonb_array_elements('[]') e
select value->>'a' from jsonb_array_elements('[]') e
select * from users u, lateral (select * from orgs o where o.owner = u.id) x
select * from users u, (select * from orgs o where o.owner = u.id) x
select * from users u left join lateral (select 1 as one from orgs o where o.owner = u.id) x on true
select * from users u, unnest(u.tags) t
select * from users u right join lateral (select u.id) x on true
select (select id from users)
select (select id, name from users)
select id in (select owner from orgs) from users
select id in (select id from orgs) from users
select (id, name) in (select owner, name from orgs) from users
select (id, name) in (select owner from orgs) from users
select id in ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null) from users
select age in (1,2,'3') from users
select age in (1,2,'x') from users
select age in ('a') from users
select name in (1,2) from users
select age between 1 and 10 from users
select age between 1 and 'x' from users
select name like 'a%' from users
select age like 'a%' from users
select name ilike $1 from users
select name similar to 'a' from users
select name is distinct from 'a' from users
select name is distinct from age from users
select coalesce(name, 'x') from users
select coalesce(age, 'x') from users
select coalesce(age, name) from users
select nullif(age, 'x') from users
select nullif(age, 0) from users
select greatest(age, 1.5) from users
select greatest(age, name) from users
select case when active then 1 else 2 end from users
select case when age then 1 else 2 end from users
select case age when 1 then 'a' else 'b' end from users
select case age when 'a' then 1 end from users
select case when active then 1 else 'a' end from users
select case when active then age else name end from users
select array[1,2,'3']
select array[1,'a']
select array[]
select array[]::int[]
select array[[1,2],[3,4]]
select array[1,2] || 3
select array[1,2] || 'a'
select array['a'] || 'b'
select tags || 'x' from users
select tags || array['x'] from users
select 'x' = any(tags) from users
select 1 = any(tags) from users
select age = any($1) from users
select id = any($1::uuid[]) from users
select id = any($1::int[]) from users
select age = any(array[1,2]) from users
select age = any(name) from users
select age = any('{1,2}') from users
select age = any('{a}') from users
select name = any(array(select name from orgs)) from users
select exists(select 1 from orgs where owner = users.id) from users
select exists(select 1 from orgs where owner = users.nope) from users
select row(1,2) = row(1,2)
select row(1,2) = row(1,2,3)
select row(1,'a') = row(1,2)
select (1,2) < (3,4)
select cast(name as int) from users
select name::int from users
select age::text from users
select active::int from users
select age::boolean from users
select created_at::date from users
select created_at::int from users
select data::text from users
select data::int from users
select tags::int[] from users
select id::text from users
select id::int from users
select 1::nope
select 1::nosch.nope
select 'a'::varchar(3)
select balance::numeric(10,2) from users
select $1::int + $1
select $1 + 1
select $1 || 'a'
select $1 || $2
select $1 = $2
select age = $1 or name = $1 from users
select age = $1 and age > $1 from users
select $1
select $1::int, $2
select $2::int
select $1, $1::int
select age from users where name = $1 and id = $1
select * from users limit $1 offset $2
select * from users limit 'a'
select * from users limit age
select * from users order by 1, 2
select * from users order by 100
select id from users order by nope
select id as x from users order by x
select id as x from users order by x + 1
select id as x, name as x from users order by x
select distinct id from users order by name
select distinct on (name) id, name from users order by name, id
select distinct on (name) id, name from users order by id
select id from users union select id from orgs
select id from users union select owner from orgs
select id, name from users union select id from orgs
select age from users union select amount from orgs order by 1
select age from users union select amount from orgs order by age
select age from users union select amount from orgs order by nope
select age from users union select amount from orgs order by age + 1
select 'a' union select 1
select 'a' union select 'b'
select null union select 1
select null union select null union select 1
select js from users union select js from users
select js from users union all select js from users
select age from users intersect select id from orgs
select name from users except select name from orgs
values (1,'a'),(2,'b')
values (1,'a'),(2)
values (1),('a')
values ('1'),(2)
select * from (values (1,'a'),(2,'b')) as t(x,y)
select column1 from (values (1,'a'),(2,'b')) as t
select * from (values (1,'a'),(2,'b')) as t(x,y,z)
select * from (select 1)
select * from (select id, name as n from users) s where s.n = 'a'
select * from (select id, name as n from users) s where s.name = 'a'
with x as (select id from users) select * from x
with x as (select id from users) select nope from x
with x(a) as (select id from users) select a from x
with x(a,b) as (select id from users) select a from x
with x as (select 1 as a), y as (select a from x) select * from y
with y as (select a from x), x as (select 1 as a) select * from y
with x as (select 1), x as (select 2) select * from x
with recursive t as (select 1 as n union all select n+1 from t where n < 10) select * from t
with recursive t(n) as (select 1 union all select n+1 from t where n < 10) select n, m from t
with recursive t(n) as (select 1 union all select n+1.5 from t) select n from t
with recursive t(n) as (select id from tree where parent is null union select tree.id from tree join t on t.n = tree.parent) select n from t
with recursive t(n) as (select 'a' union all select n||'b' from t) select n from t
with recursive t(n) as (select 'a'::varchar(3) union all select n||'b' from t) select n from t
with recursive t as (select n+1 from t) select * from t
with users as (select 1 as z) select z from users
with users as (select 1 as z) select id from users
with ins as (insert into orgs(name, entity_type) values ('a','b') returning id) select id from ins
with ins as (insert into orgs(name, entity_type) values ('a','b')) select * from ins
with d as (delete from items returning *) insert into items(org_id, qty) select org_id, qty from d
select * from (with d as (delete from items returning *) select * from d) x
insert into users(name) values ('a')
insert into users(name, nope) values ('a', 'b')
insert into users(name, name) values ('a', 'b')
insert into users(name) values ('a', 'b')
insert into users(name, age) values ('a')
insert into users(name, age) values ('a', 'b')
insert into users(name, age) values ('a', '1')
insert into users(name, age) values ('a', 1.5)
insert into users(name, age) values ('a', now())
insert into users(name, age) values (1, 1)
insert into users(name, m) values ('a', 'sad')
insert into users(name, m) values ('a', 'angry')
insert into users(name, m) values ('a', $1)
insert into users(name, m) values ('a', $1::text)
insert into users(name, tags) values ('a', array['x'])
insert into users(name, tags) values ('a', '{x,y}')
insert into users(name, tags) values ('a', 'x')
insert into users(name, data) values ('a', '{}')
insert into users(name, data) values ('a', $1::text)
insert into users(name, data) values ('a', jsonb_build_object('a', 1))
insert into users(name, home) values ('a', row('s','c',1))
insert into users(name, home) values ('a', row('s','c'))
insert into users(name, home.city) values ('a', 'b')
insert into users(name, home.nope) values ('a', 'b')
insert into users(name, tags[1]) values ('a', 'b')
insert into users values ($1, $2)
insert into users values ($1::uuid, 'n', 'e')
insert into orgs values (1,'a',null,'e',1,2)
insert into orgs default values
insert into orgs(name, entity_type) values ('a', default), ('b', 'c')
insert into orgs(name, entity_type) values ('a', 'x'), ('b')
insert into orgs(name, entity_type) select name, name from users
insert into orgs(name, entity_type) select name from users
insert into orgs(name, entity_type) select id, name from users
insert into orgs(name, entity_type) select $1, $2
insert into orgs(name, amount, entity_type) select 'a', '1', 'x'
insert into orgs(name, amount, entity_type) select 'a', 'x', 'x'
insert into orgs(name, amount, entity_type) select distinct 'a', '1', 'x'
insert into orgs(name, entity_type) values ('a','b') on conflict do nothing
insert into orgs(name, entity_type) values ('a','b') on conflict (name) do update set amount = excluded.amount
insert into orgs(name, entity_type) values ('a','b') on conflict (name) do update set nope = excluded.amount
insert into orgs(name, entity_type) values ('a','b') on conflict (name) do update set amount = excluded.nope
insert into orgs(name, entity_type) values ('a','b') on conflict (nope) do nothing
insert into orgs(name, entity_type) values ('a','b') on conflict (entity_type) do nothing
insert into orgs(name, entity_type) values ('a','b') on conflict on constraint orgs_name_key do nothing
insert into orgs(name, entity_type) values ('a','b') on conflict on constraint nope do nothing
insert into orgs(name, entity_type) values ('a','b') on conflict do update set amount = 1
insert into orgs as o (name, entity_type) values ('a','b') on conflict (name) do update set amount = o.amount + 1 where o.id > 1 returning o.id
insert into orgs as o (name, entity_type) values ('a','b') on conflict (name) do update set amount = orgs.amount + 1
insert into orgs(name, entity_type) values ('a','b') on conflict (name) do update set amount = amount + 1
insert into users(name) values ('a') on conflict (lower(email)) do nothing
insert into users(name) values ('a') on conflict (name) where active do nothing
insert into orgs(name, entity_type) values ('a','b') returning id, name, nope
insert into orgs(name, entity_type) values ('a','b') returning *
insert into orgs(name, entity_type) values ('a','b') returning excluded.id
insert into items(id, org_id, qty) values (1, 2, 3)
insert into items(id, org_id, qty) overriding system value values (1, 2, 3)
insert into items(total, org_id, qty) values (1, 2, 3)
insert into items(total, org_id, qty) values (default, 2, 3)
insert into items(id, org_id, qty) values (default, 2, 3), (default, 3, 4)
insert into items(id, org_id, qty) values (default, 2, 3), (1, 3, 4)
insert into active_users(id, name) values ($1, $2)
insert into org_counts(name) values ('a')
insert into item_v(label) values ('a')
insert into mv(id) values (1)
insert into nope(id) values (1)
update users set name = 'a' where id = $1
update users set nope = 'a' where id = $1
update users set name = nope where id = $1
update users set name = 'a' where nope = $1
update users set name = 'a', name = 'b'
update users set age = 'x'
update users set age = name
update users set age = age + 1, tags = tags || 'x'
update users set tags = array_append(tags, $1)
update users set (name, age) = ('a', 1)
update users set (name, age) = ('a', 1, 2)
update users set (name, age) = (select name, id from orgs)
update users set (name, age) = (select name from orgs)
update users set name = o.name from orgs o where o.owner = users.id
update users u set name = o.name from orgs o where o.owner = users.id
update users u set u.name = 'a'
update users set name = default
update users set home.city = 'x'
update users set home.nope = 'x'
update users set tags[1] = 'x'
update users set tags[1] = 1
update users set data['a'] = '1'
update items set total = 1
update items set id = 1
update items set total = default
update active_users set name = 'a' where id = $1
update org_counts set n = 1
update users set name = count(*)
update users set name = 'a' where count(*) > 1
update users set name = 'a' returning id, nope
delete from users where id = $1
delete from users where nope = $1
delete from users u using orgs o where o.owner = u.id
delete from users using orgs where owner = users.id and name = 'a'
delete from users u where users.id = $1
delete from org_counts
delete from active_users where id = $1 returning *
merge into orgs o using users u on o.owner = u.id when matched then update set name = u.name when not matched then insert (name, entity_type) values (u.name, 'x')
merge into orgs o using users u on o.owner = u.id when matched then update set nope = u.name
merge into orgs o using users u on o.owner = u.id when not matched then insert (name) values (o.name)
merge into orgs o using users u on o.name when matched then delete
merge into org_counts o using users u on true when matched then delete
select name, row_number() over (partition by age order by id) from users
select rank() over w from users window w as (order by age)
select rank() over w from users
select rank() from users
select sum(age) over () from users group by name
select sum(sum(age)) over () from users group by name
select row_number() over (order by nope) from users
select * from users where row_number() over () = 1
select lag(age, 1, 0) over (order by id) from users
select sum(age) over (order by id rows between 1 preceding and current row) from users
select sum(age) over (order by created_at range between '1 day' preceding and current row) from users
select count(*) filter (where active) from users
select count(*) filter (where age) from users
select lower(name) filter (where active) from users
select string_agg(name, ',' order by id) from users
select string_agg(distinct name, ',' order by id) from users
select string_agg(distinct name, ',' order by name) from users
select array_agg(distinct tags) from users
select array_agg(u) from users u
select json_agg(u) from users u
select json_agg(row_to_json(u)) from users u
select percentile_cont(0.5) within group (order by age) from users
select percentile_cont(0.5) within group (order by name) from users
select mode() within group (order by name) from users
select percentile_cont(0.5) from users
select count(distinct name) from users
select lower(distinct name) from users
select name, age from users group by rollup(name, age)
select name, age, id from users group by cube(name, age)
select grouping(name), name from users group by grouping sets ((name), ())
select grouping(age), name from users group by grouping sets ((name), ())
select date_trunc('day', created_at), count(*) from users group by 1
select date_trunc('day', created_at), count(*) from users group by date_trunc('day', created_at)
select date_trunc('day', created_at), count(*) from users group by date_trunc('month', created_at)
select date_trunc('day', age) from users
select extract(year from created_at) from users
select extract(year from name) from users
select created_at at time zone 'utc' from users
select current_date, current_timestamp, current_user, localtime
select substring(name from 1 for 2), trim(both ' ' from name), position('a' in name), overlay(name placing 'x' from 1) from users
select lower(age) from users
select length(age) from users
select upper(name), nick || 'a', nick = name from users
select h->'a', h ? 'a' from users
select h->1 from users
select path @> 'a.b' from users
select uuid_generate_v4(), gen_random_bytes(2), crypt('a', gen_salt('bf')), similarity(name, 'a') from users
select name % 'a' from users
select name <-> 'a' from users
select rng @> 5, rng && '[1,2)' from users
select rng @> 'x' from users
select c || ch from users
select c = ch from users
select d + 1, d - d, d + iv, d + f8 from users
select i2 + i8, i2 * f8, i8 / balance from users
select i2 % f8 from users
select -name from users
select -age, +age, @ age, |/ f8 from users
select not age from users
select not active from users
select age is null, active is true from users
select age is true from users
select name collate "C" from users
select age collate "C" from users
select name collate "nope" from users
select ctid, xmin, tableoid from users
select ctid from active_users
select oid from users
select u.ctid::text from users u
select * from users for update
select * from users u for update of u
select * from users u for update of users
select count(*) from users for update
select distinct name from users for update
select * from users u join orgs o on o.owner = u.id for update of o skip locked
select * from users natural join orgs
select * from users join orgs using (id)
select * from users join orgs using (name)
select name from users join orgs using (name)
select users.name, orgs.name from users join orgs using (name)
select * from users join orgs using (nope)
select id from users join orgs using (name)
select * from (users join orgs using (name)) j
select j.name from (users u join orgs o using (name)) j
select u.name from (users u join orgs o using (name)) j
select name from users full join orgs using (name)
select name, count(*) from users full join orgs using (name) group by name
select * from users cross join orgs o(a,b)
select o.a, o.name from users cross join orgs o(a,b)
select * from a.b.c.d
select nextval('myseq'), currval('orgs_id_seq')
select nextval('nope_seq')
select 'users'::regclass, 'nope'::regclass
select to_regclass('nope')
select last_value from myseq
select * from information_schema.tables where table_name = 'a'
select table_nope from information_schema.tables
select relname from pg_class where relkind = 'r'
select c.nope from pg_class c
select attname from pg_attribute where attrelid = 'users'::regclass
select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
select pg_advisory_lock(1), pg_advisory_xact_lock($1), pg_notify('a', $1)
select pg_try_advisory_lock(hashtext($1))
select nope(1)
select app.nope(1)
select nosch.nope(1)
select pg_catalog.lower('a')
select pg_catalog.nope('a')
select 1 operator(pg_catalog.+) 2
select 1 operator(nope.+) 2
select 1 <=> 2
select name @@ 'a' from users
select to_tsvector('english', name) @@ to_tsquery('a') from users
select to_tsvector('english', name) @@ plainto_tsquery('english', $1) from users
select ts_rank(to_tsvector(name), to_tsquery($1)) from users
select jsonb_path_query(data, '$.a') from users
select jsonb_set(data, '{a}', '1') from users
select jsonb_set(data, 'a', '1') from users
select jsonb_build_object('a', name, 'b', age) from users
select row_to_json(x) from (select id, name from users) x
select json_build_object('id', u.id, 'o', (select json_agg(o) from orgs o where o.owner = u.id)) from users u
select array(select id from users)
select array_length(tags, 1), cardinality(tags), array_position(tags, 'a'), array_to_string(tags, ',') from users
select array_position(tags, 1) from users
select unnest(tags) from users
select unnest(name) from users
select unnest(tags) from users where unnest(tags) = 'a'
select generate_series(1, age) from users
select coalesce(unnest(tags), 'a') from users
select format('%s', name) from users
select concat(name, age, id) from users
select to_char(created_at, 'YYYY'), to_char(age, '999') from users
select round(balance, 2), round(f8), round(f8, 2) from users
select abs(name) from users
select random() < 0.5, now() > created_at from users
select make_interval(days => 10), make_interval(nope => 1)
select make_interval(days => 10)
select * from users where active
select * from users where age
select * from users where name
select * from users where 'true'
select * from users where $1
select * from users where id = 5
select * from users where id::text = $1 or name = $1
select * from users where ($1::text is null or name = $1)
select * from users where ($1 is null or name = $1)
select * from users where name = $1 or $1 is null
select * from users where $1::timestamptz is null or created_at < $1
select * from users where (created_at, id) < ($1, $2)
select * from users where (created_at, id) < (select created_at, id from users limit 1)
select * from users where tags && $1
select * from users where data ->> 'a' = $1 and data -> 'b' = $2
select * from users where data #>> '{a,b}' = $1
select * from users where created_at > now() - $1::interval
select * from users where created_at > now() - $1
select * from users where created_at > $1 - interval '1 day'
select * from users where age > $1 + 1
select * from users where lower(name) = lower($1)
select * from users where name = concat($1, 'a')
select * from users where name = $1 || '%'
select * from users where name like '%' || $1 || '%'
select * from part where ts > $1
select * from part1 where v = 1
select u.id, (select count(*) from items i where i.org_id = o.id) from users u join orgs o on o.owner = u.id
select u.id, (select u.name) from users u group by u.id
select (select u.name) from users u group by u.age
select (select max(u.age)) from users u group by u.name
select name, (select count(*) from orgs where orgs.name = users.name) from users group by name
select name, (select count(*) from orgs where orgs.owner = users.id) from users group by name
select max(age) as m from users group by name having max(age) > 1 and m > 2
select age as a from users where a > 1
select age as a from users group by a having a > 1
select sum(price * qty) as s, org_id from items group by org_id order by s desc nulls last
select id, sum(qty) over (partition by org_id) from items order by sum(qty) over (partition by org_id)
select lower(name) l from users group by l order by lower(name)
select lower(name) l from users group by lower(name) order by upper(name)
select name || 'x' from users group by name
select name || 'x' from users group by name || 'x'
select name || 'x' from users group by name || 'y'
select entity_type from orgs o join items i on i.org_id = o.id
select o.entity_type = i.entity_type from orgs o join items i on i.org_id = o.id
select i.entity_type = any(enum_range(null::mood)) from items i
select enum_range(null::mood), enum_first('sad'::mood), enum_first(1)
select 'sad' < m from users
select max(m), min(id) from users
select max(active) from users
select bool_or(active), every(active) from users
select count(*) from users u where u.name = (select name from orgs)
select * from users where name = (select id from orgs)
select interval '1 day' * 2, 2 * interval '1 day', '1 day'::interval * 'a'
select time '10:00', date '2020-01-01', timestamp 'x'
select '2020-13-01'::date
select '2020-02-30'::date
select 'abc'::uuid
select '1.5'::int
select 99999999999
select 99999999999::int
select '99999999999'::int
select 'a'::bytea, '\x00'::bytea, '\xzz'::bytea
select '{"a":}'::json
select '{1,2}'::int[], '{a}'::int[]
select '127.0.0.1'::inet, 'foo'::inet
select b'101', b'12', x'1F'
select e'a\nb', U&'\0061', $$x$$
select 1 as "A", 2 as a order by a
select "Id" from users
select "id" from "users"
select ID from USERS
select lower(id) from users
select substr(id, 1) from users
select name[1] from users
select current_schema, current_setting('a'), set_config('a','b',true)
select xmlelement(name a, 'b'), xmlforest(name) from users
select * from xmltable('/a' passing '<a/>'::xml columns b text path 'b')
select * from users tablesample system (10)
select * from active_users tablesample system (10)
select * from users tablesample nope (10)
select a.n from (select count(*) as n from users) a
select a.* from (select * from users) a where a.nope = 1
select t.a from (select 1 as a union select 2) t
select t.* from app.things as t where t.val = $1 order by t.id desc limit 10
select u.id from users u where exists (select 1 from orgs where orgs.owner = u.id and exists (select 1 from items where items.org_id = orgs.id and items.label = u.name))
select u.id from users u where exists (select 1 from orgs where orgs.owner = u.id and exists (select 1 from items where items.org_id = orgs.id and items.label = u.age))
select u.*, o.* from users u left join orgs o on o.owner = u.id where u.age > coalesce($1, 0) and (u.name, u.age) in (select name, id from orgs)
select jsonb_agg(jsonb_build_object('id', i.id, 'price', i.price) order by i.id) filter (where i.qty > 0) from items i group by i.org_id
select date_part('year', created_at)::int as y, count(*) from users group by y having count(*) > 1 order by y desc
select to_char(date_trunc('month', created_at), 'YYYY-MM') as m, sum(balance) from users group by m
select u.id from users u where u.created_at between $1 and $2 and u.age = any($3::int[])
select * from users where id = any($1)
select * from users where not (id = any($1::uuid[])) and name <> all($2)
select * from users where ($1::bool or active) and age >= $2::int
select id, (data->>'x')::int as x from users where (data->'y')::text = 'z' order by x
select id, data->'a'->0->>'b', data#>'{a}', data ? 'k', data ?| array['a'], data - 'k', data || '{"a":1}' from users
update users set data = data || jsonb_build_object('k', $1::text), age = greatest(age, $2), name = coalesce($3, name) where id = $4
update users set data = jsonb_set(data, '{a}', to_jsonb($1::int)) where id = $2 returning id, data
update users u set age = s.c from (select org_id, count(*) as c from items group by org_id) s where s.org_id = u.age
update users u set age = s.c from (select org_id, sum(price) as c from items group by org_id) s where s.org_id = u.age
update items set price = price * 1.1, label = label || $1 where org_id in (select id from orgs where name like $2)
update items i set (label, qty) = (select o.name, o.id from orgs o where o.id = i.org_id) where i.id = $1
update orgs set owner = null, amount = amount + $1 where id = $2
insert into users(name, email, age, created_at) values ($1, $2, $3, now()) on conflict (lower(email)) do update set name = excluded.name, age = users.age + 1 where users.active returning (xmax = 0) as inserted
insert into users(name, data) select o.name, row_to_json(o)::jsonb from orgs o where o.id > $1
insert into users(name, data) select o.name, row_to_json(o) from orgs o where o.id > $1
insert into items(org_id, label, qty) select $1, unnest($2::text[]), $3
insert into items(org_id, label, qty) select unnest($1::int[]), unnest($2::text[]), unnest($3::int[]) on conflict (org_id, label) do update set qty = items.qty + excluded.qty
insert into items(org_id, label, qty) values ((select id from orgs where name = $1), $2, $3)
insert into items(org_id, label, qty) values ((select id, name from orgs), $2, $3)
insert into items(org_id, label, qty, entity_type) values (1, 'a', 2, case when $1 then 'sad' else 'ok' end)
insert into items(org_id, label, qty, entity_type) values (1, 'a', 2, case when $1 then 'sad'::mood else 'ok' end)
insert into items(org_id, label, qty, entity_type) select 1, 'a', 2, 'sad'
insert into items(org_id, label, qty, entity_type) select 1, 'a', 2, 'sad' union select 2, 'b', 3, 'ok'
insert into items(org_id, label, qty) values (1, 'a', 2), ($1, $2, $3) returning items.*
with moved as (delete from items where org_id = $1 returning *), ins as (insert into app.things(id, val) select id::int, label from moved returning id) select count(*) from ins
with a as (select id, name from users), b as (select a.id, count(*) over () as n from a) select b.n, a.name from a join b using (id)
with a as materialized (select 1 as x), b as not materialized (select x from a) select * from b, a
with recursive t(id, path, depth) as (select id, array[id], 0 from tree where parent is null union all select c.id, t.path || c.id, t.depth + 1 from tree c join t on c.parent = t.id) select * from t order by path
with recursive t(id, path) as (select id, name from tree where parent is null union all select c.id, t.path || '/' || c.name from tree c join t on c.parent = t.id) select * from t
with recursive t(id) as (select id from tree union select t.id from t left join tree on true) select * from t
with recursive t as (select id, parent from tree where id = $1 union select c.id, c.parent from tree c, t where c.parent = t.id) delete from tree where id in (select id from t)
with recursive t(n) as (values (1) union all select n + 1 from t where n < 100) select sum(n) from t
with recursive a(x) as (select 1 union all select x from b), b(x) as (select x from a) select * from b
with recursive a as (select x from b), b as (select 1 as x) select * from a
with recursive t(n) as (select 1 union all select count(*)::int from t) select * from t
with t as (select * from t) select * from t
select * from (select id from users union all select owner from orgs) q(z) where z is not null
(select id from users order by name limit 1) union all (select owner from orgs limit 1) order by 1
select id, name from users union all select id::uuid, name from orgs
select 1 as a, null as b union all select 2, 'x' union all select 3, now()::text
select 1 as a, null as b union all select 2, null union all select 3, now()
select null::int union select 'a'
select $1 union select 1
select $1 union select 'a'
select $1 union all select $1::int
select * from users u join lateral (select count(*) as n from items i where i.org_id = u.age) c on c.n > 0
select * from users u cross join lateral jsonb_to_recordset(u.data) as x(a int, b text) where x.a > 0
select * from users u cross join lateral jsonb_array_elements(u.data->'items') with ordinality as e(v, n) order by e.n
select e.v->>'a', e.n from users u, jsonb_array_elements(u.data) with ordinality e(v, n)
select * from jsonb_array_elements_text($1::jsonb) t(v) where t.v = any($2::text[])
select x.* from jsonb_populate_record(null::users, '{}') x
select x.nope from jsonb_populate_record(null::users, '{}') x
select (jsonb_populate_record(null::users, data)).name from users
select * from jsonb_populate_recordset(null::app.things, $1)
select regexp_replace(name, 'a', 'b', 'g'), regexp_matches(name, 'a'), split_part(name, ',', 1), string_to_array(name, ',') from users
select (regexp_matches(name, 'a'))[1] from users
select m[1] from regexp_matches('a', 'a') as m
select left(name, 3), right(name, $1), lpad(name, 10, '0'), repeat(name, 2), reverse(name), md5(name), encode(b, 'hex'), decode(name, 'base64') from users
select encode(name, 'hex') from users
select sha256(b), digest(name, 'sha256'), digest(b, 'sha256'), hmac(name, 'k', 'sha1') from users
select width_bucket(f8, 0, 10, 5), trunc(balance, 1), ceil(age), floor(f8), sign(age), power(age, 2), sqrt(age), log(balance), ln(f8), mod(age, 2), mod(f8, 2) from users
select age(created_at), age(created_at, now()), date_trunc('hour', now()), now()::date - d, extract(epoch from now() - created_at)::bigint, to_timestamp(age), make_date(2020,1,1) from users
select justify_days(iv), iv * 2, iv / 2, iv + d, d + time '10:00', d - iv, created_at::time from users
select iv * iv from users
select d - now(), now() - d from users
select d + now() from users
select d = created_at, d = '2020-01-01', created_at = $1::date from users
select timezone('utc', created_at), created_at at time zone $1, created_at at time zone iv from users
select count(*) from generate_series($1::timestamptz, $2, '1 day') d
select count(*) from generate_series($1, $2, '1 day') d
select count(*) from generate_series($1::date, $2::date, interval '1 day') d(x) where d.x > now()
select count(*) from generate_series(1, 'a') d
select count(*) from generate_series(1, 2.5) d
select first_value(name) over w, nth_value(name, 2) over w, ntile(4) over w, percent_rank() over w, lead(age) over w from users window w as (partition by active order by age desc nulls last)
select sum(age) over w, w from users window w as (order by age)
select count(*) over (partition by nope) from users
select avg(age) over (order by id rows between unbounded preceding and $1 following) from users
select rank(5) within group (order by age) from users
select rank('a') within group (order by age) from users
select mode() within group (order by nope) from users
select percentile_disc(array[0.5, 0.9]) within group (order by balance) from users
select array_agg(name order by age desc), array_agg(array[age]), json_object_agg(name, age), jsonb_object_agg(id, name) from users
select json_object_agg(name) from users
select bit_and(age), corr(f8, f8), stddev(balance), variance(age), regr_slope(f8, f8), count(age, name) from users
select max(tags), max(data) from users
select max(data) from users
select min(ch), max(c), max(path), max(id::text) from users
select sum(iv), avg(iv), sum(f8::real), sum(i2), sum(i8) from users
select sum(active::int), sum(active) from users
select distinct on (o.id) o.id, i.label from orgs o join items i on i.org_id = o.id order by o.id, i.id desc
select distinct on (1) name, age from users order by 1, age
select distinct name, lower(name) from users order by lower(name)
select distinct u.name from users u order by u.name, u.age
select all name from users
select u as whole, u.name from users u where u is not null
select row(u.*) from users u
select row(u.*, 1) = row(u.*, 1) from users u
select (row(1,2)).f1, (row(1,2)).f3
select (select row(a, b) from pairs limit 1)
select * from users where (name, age) = ('a', 1)
select * from users where (name, age) = ('a', 'b')
select * from users where (name, age) in (('a', 1), ('b', 2))
select * from users where (name, age) in (('a', 1), ('b', 'x'))
select * from users where (name, age) in (($1, $2), ($3, $4))
select * from users where row(name, age) is distinct from row('a', 1)
select * from users where (name, age) > ($1, $2)
select * from users where (name, age) > any (select name, id from orgs)
select * from users where name > all (select name from orgs) and age <> some (array[1,2])
select * from users where age > all (select name from orgs)
select * from users u where exists (select from orgs o where o.owner = u.id) and not exists (select 1 from items i where i.label = u.name)
select exists (select 1), not exists (select 1), (select 1) + 1
select (select 1, 2) = (1, 2)
select (1, 2) = (select 1, 2)
select (1, 2) = (select 1, 'a')
select array(select name from users order by age) @> array['a']
select array[1,2] @> array['1'], array[1,2] && '{1}', array[1,2] = '{1,2}', array[1,2] || null
select array[now(), null], array['a', null]::text[], array[row(1,2)], array[1, 2.5], array[1, null, '3'], '{}'::text[] || 'a'
select array_agg(x) from unnest(array[1,2]) x(a)
select x.a, x from unnest(array[1,2]) x(a)
select * from unnest($1::uuid[], $2::text[]) as t(id, name) join users using (id)
select * from unnest($1, $2) as t(id, name)
select array_append($1, 1), array_remove(tags, $2), array_cat(tags, $3) from users
select array_append(tags, 1) from users
select unnest(array[array[1,2], array[3,4]])
select tags[age], tags[array_length(tags,1)], (array[1,2])[1], (string_to_array(name, ','))[2] from users
select case when age > 1 then 'sad' else m end from users
select case m when 'sad' then 1 when 'nope' then 2 end from users
select case when true then null else null end
select case name when 1 then 2 end from users
select coalesce(m, 'ok'), coalesce(m::text, 'x'), coalesce(null, null), coalesce(tags, '{}'), coalesce(data, '{}'), coalesce(balance, 0), coalesce(created_at, now()) from users
select coalesce(m, 'x') from users
select coalesce(data, tags) from users
select nullif(name, ''), nullif(m, 'sad'), nullif(age, f8), nullif($1, ''), nullif($2, 0) from users
select nullif(name, 1) from users
select least(1, 2.5, '3'), greatest('a', name), least(created_at, now()), greatest(d, created_at) from users
select name || age, name || null, 'a' || 1, 1 || 'a', tags || tags, data || data, b || b, name || data from users
select 1 || 2
select age::varchar(5) || name, c || 'x', ch || c, nick || nick, nick || name from users
select nick = 'A', nick = name, nick like 'a%', nick = c, upper(nick), lower(nick) from users
select nick = 1 from users
select email = 'x', email || 'y', lower(email), length(email), email::text from users
select email = 1 from users
select h->'a', h->array['a','b'], h @> 'a=>1', h || 'a=>1', h ? 'a', hstore(name, email), each(h) from users
select (each(h)).key from users
select path ~ 'a.*', path <@ 'a.b', nlevel(path), subpath(path, 0, 1), path || 'x', path = 'a' from users
select pt <-> pt, pt[0], box(pt, pt), rng * rng, lower(rng), upper(rng), rng -|- rng, int4range(1, 2) from users
select * from users where rng && int4range($1, $2) and rng @> $3
select * from users where name % $1 order by similarity(name, $1) desc, name <-> $1 limit 10
select word_similarity('a', name), show_trgm(name), gen_random_uuid(), uuid_generate_v5(uuid_ns_dns(), 'x'), pgp_sym_encrypt(name, 'k') from users
select pg_size_pretty(pg_total_relation_size('users')), pg_table_size('users'::regclass), pg_relation_size('nope')
select pg_get_serial_sequence('orgs', 'id'), setval('orgs_id_seq', (select max(id) from orgs)), setval('orgs_id_seq', 1, false), lastval()
select has_table_privilege('users', 'select'), obj_description('users'::regclass), col_description('users'::regclass, 1), pg_typeof(age) from users
select current_database(), version(), pg_backend_pid(), txid_current(), inet_client_addr(), session_user, current_catalog
select * from pg_stat_activity where state = 'idle' and pid <> pg_backend_pid()
select * from pg_locks l join pg_class c on c.oid = l.relation where c.relname = $1
select table_name, column_name from information_schema.columns where table_schema = $1 and ordinal_position > 1
select indexrelid::regclass, indkey[0] from pg_index where indrelid = 'public.users'::regclass
select tgname from pg_trigger where tgrelid = 'app.things'::regclass and nope
select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = $1::regclass
select count(*) filter (where name = 'a') as a, count(*) filter (where nope) as b from users
select sum(case when active then 1 else 0 end)::float / count(*) from users
select count(*) * 100 / sum(count(*)) over () from users group by name
select name, count(*) from users group by name order by count(*) desc, max(age), name
select name, count(*) from users group by name order by age
select name as n, count(*) from users where n = 'a' group by n
select upper(name) as n, count(*) from users group by n having upper(name) <> '' order by n
select upper(name) as name, count(*) from users group by name
select upper(u.name) as name, count(*) from users u group by 1
select u.name, o.name, count(*) from users u join orgs o on true group by u.id, o.id
select u.name, o.name, count(*) from users u join orgs o on true group by u.id
select i.*, o.name from items i join orgs o on o.id = i.org_id group by i.id, o.name
select i.*, o.name, o.amount from items i join orgs o on o.id = i.org_id group by i.id, o.name
select users.*, count(orgs.id) from users left join orgs on orgs.owner = users.id group by users.id
select active_users.*, count(*) from active_users group by id
select p.c from pairs p group by p.b, p.a
select t.val from app.things t group by t.id
select x.name from (select id, name from users) x group by x.id
select a, b, count(*) from pairs group by grouping sets ((a), (b), ())
select a, b, c from pairs group by rollup (a, b)
select a + 1 from pairs group by a + 1
select a + 2 from pairs group by a + 1
select a, count(*) from pairs group by () 
select 1 from pairs having true
select a from pairs having true
select 'x' as k, count(*) from users group by k
select 'x' as k, count(*) from users group by 'x'
select true, null, 1.5, 'a' from users group by 1
select count(*) from users group by $1
select $1::text, count(*) from users group by $1::text
select coalesce(name, $1), count(*) from users group by coalesce(name, $1)
select * from users order by name collate "C", age using >, created_at nulls first
select * from users order by case when name = $1 then 0 else 1 end, random()
select * from users order by $1
select * from users order by (select 1)
select * from users order by 1 + 1
select id from users union select owner from orgs order by upper(id::text)
select id from users offset 5 rows fetch next 3 rows only
select id from users limit null offset $1
select id from users limit (select count(*) from orgs)
select id from users limit 1.5
select id from users limit all
select * from users for share nowait
select * from (select * from users) u for update
select * from active_users for update of active_users
select 1 for update
select * from users u, orgs o for no key update of u, o
select u.id from users u union select o.owner from orgs o for update
table users
table nope
values (1), (2) order by 1 limit 1
values ($1, 1), ('a', $2)
values (default)
select * from users where age in (select age from users group by age having count(*) > 1)
select * from users where age in (select * from users)
select * from users where age in ((select 1), 2)
select * from users where age not in (select org_id from items where items.qty = users.age)
select * from users where id in (select id from orgs)
select * from users where age in (i8, i2, f8)
select * from users where $1 in (age, i8)
select * from users where $1 in (age, 5)
select * from users where name in ($1, $2, $3) and age in ($4, 2)
select * from users where age between symmetric $1 and $2 and created_at not between $3 and now()
select * from users where name ~ $1 and name !~* 'x' and name similar to $2 escape '#' and name like $3 escape '\'
select * from users where m > 'sad' and m in ('ok', 'happy') and m = any(array['ok']::mood[]) and m::text like 'o%'
select * from users where m in ('ok', 'nope')
select * from users where m = any($1)
select * from users where m = any($1::text[])
select * from users where m::text = any($1::text[])
select * from users where m like 'o%'
select * from users where id::text like $1 || '%'
select * from users where id like 'a%'
select * from users where age::text ilike '%1%'
select * from users where tags @> array[$1] and tags @> $2 and tags && array['a']::text[] and $3 = any(tags)
select * from users where tags @> array[$1]::text[]
select * from users where tags @> array['a']::varchar[]
select * from users where tags @> array[1]
select * from users where data @> $1 and data @> jsonb_build_object('a', $2::text)
select * from users where data @> jsonb_build_object('a', $2)
select * from users where data->>'a' is null or data->>'b' = 'x' and (data->>'c')::bool
select * from users where data->'a' = 'x'
select * from users where data->'a' = '"x"' and data->'b' = '1' and data->'c' = to_jsonb('x'::text)
select * from users where data->'a' = 1
select * from users where js->>'a' = 'b' and json_typeof(js) = 'object'
select * from users where js = '{}'
select * from users where js::jsonb = '{}' and js::text = '{}'
select * from users where created_at > now() - make_interval(secs => $1) and created_at::date = current_date
select * from users where created_at > now() - ($1 || ' days')::interval
select * from users where created_at > now() - $1 * interval '1 day'
select * from users where created_at > current_timestamp - interval '1' day and d > current_date - 7 and d > current_date - $1
select * from users where extract(dow from created_at) = 1 and extract(year from d) = $1
select * from users where age > '5' and '5' < age and age = $1::text::int
select * from users where age = '5'::text
select * from users where i8 = $1 and i2 = $2 and f8 = $3 and balance = $4 and b = $5 and d = $6 and iv = $7
select * from users where i8 = 'x'
select * from users where i2 = 100000
select * from users where balance > 1e10 and balance = 'NaN' and f8 = 'Infinity'
select * from users where balance = 'x'
select * from users where ch = 'abc' and ch = $1 and ch = c and c = any($2)
select * from users where active = true and active is not false and not active and active <> $1
select * from users where active = 1
select * from users where active = 'maybe'
select * from users where active in (true, 'f')
select * from users where home is null and (home).zip = 1 and home = row('a','b',1)
select * from users where home = ('a','b',1)::addr
select * from users where home = 'x'
delete from users u using orgs o, items i where o.owner = u.id and i.org_id = o.id and u.name = $1 returning u.*, o.name
delete from users where ctid = any(array(select ctid from users limit 10))
delete from items where (org_id, label) in (select id, name from orgs) returning id
delete from active_users au using orgs where au.id = orgs.owner
delete from mv
insert into part(id, ts) values (1, '2020-05-05') returning tableoid::regclass
insert into app.users values (1, 'x')
insert into app.users values (1, 'x', 2)
insert into users(id) select gen_random_uuid() from generate_series(1, $1)
insert into orgs(id, name, entity_type) overriding user value values (1, 'a', 'b')
insert into items(id, org_id, qty) overriding user value values (1, 2, 3)
insert into items(org_id, qty) select id, $1 from orgs where name = $2
insert into items(org_id, qty) select id, sum(1) from orgs group by id
insert into items(org_id, qty) select id, sum(amount) from orgs group by id
insert into items(org_id, qty) select name, 1 from orgs
insert into items(org_id, qty) (select id, 1 from orgs) union (select id, 2 from orgs)
insert into items(org_id, qty) values (1, nextval('myseq'))
insert into items(org_id, qty) values (1, nextval($1))
insert into items(org_id, qty) values (1, $1 + 1), (2, $2 * 2.5)
insert into users(name, tags, home, rng, h, path, iv, d, b, js) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
insert into users(name, tags, home, rng) values ('a', '{}', '(a,b,1)', '[1,2]')
insert into users(name, rng) values ('a', 'x')
insert into users(name, tags) values ('a', array[]::text[]), ('b', array['x'])
insert into users(name, tags) values ('a', array[1,2])
insert into users(name, age) values ('a', true)
insert into users(name, active) values ('a', 1)
insert into users(name, active) values ('a', 'yes')
insert into users(name, created_at) values ('a', '2020-01-01'), ('b', now()), ('c', current_date), ('d', 'yesterday')
insert into users(name, created_at) values ('a', 5)
insert into users(name, d) values ('a', now())
insert into users(name, c) values ('a', repeat('x', 30)), ('b', 5), ('c', now())
insert into users(name, balance) values ('a', 1), ('b', 2.5), ('c', '3'), ('d', $1)
insert into users(name, balance) values ('a', 'x')
insert into users(name, email) values ('a', 'no at sign')
insert into users(id, name) values ('x', 'a')
insert into users(id, name) values ($1, $2) on conflict (id) do nothing returning id
insert into users(id, name) values ($1, $2) on conflict (id) do update set (name, age) = (excluded.name, excluded.age)
insert into users(id, name) values ($1, $2) on conflict (id) do update set (name, age) = row(excluded.name, excluded.age), data = default
insert into users(id, name) values ($1, $2) on conflict (id, name) do nothing
insert into users as u(id, name) values ($1, $2) on conflict (id) do update set name = users.name
insert into users as u(id, name) values ($1, $2) on conflict (id) do update set name = coalesce(u.name, excluded.name) where u.age is distinct from excluded.age
with recursive t(n) as (select 1 union all select n from t left join tree on tree.id = t.n) select * from t
with recursive t(n) as (select 1 union all select tree.id from tree left join t on tree.id = t.n) select * from t
with recursive t(n) as (select 1 union all select id from tree where id in (select n from t)) select * from t
with recursive t(n) as (select 1 union all select a.n from t a join t b on true) select * from t
with recursive t(n) as (select 1 union all select s.n + 1 from (select n from t) s) select * from t
with recursive t(n) as (select 1 union all (with x as (select n from t) select n + 1 from x)) select * from t
with recursive t(n) as (select 1 union all select n + 1 from t order by 1) select * from t
with recursive t(n) as (select 1 union all select n + 1 from t limit 3) select * from t
with recursive t(n) as (select n from t union all select 1) select * from t
with recursive t(n) as (select 1 intersect select n from t) select * from t
with recursive t as (select 1 as n, 'a' as p union all select n + 1, p || 'x' from t where n < 5) select n, p from t order by n
select name, $1 from users group by name, $1
select $1::int + 1 from users group by $1::int + 1
select exists(select 1 from t) from (select 1 as t) x
with recursive s as (select id, parent, name from tree where id = $1 union select t.id, t.parent, t.name from tree t inner join s on t.id = s.parent) search depth first by id set ord select * from s order by ord
with recursive s as (select id, parent from tree union all select t.id, t.parent from tree t join s on t.parent = s.id) cycle id set is_cycle using path select id, is_cycle, path from s
select name into x from users
select nope into x from users
select name from users union select name into x from orgs
select * from (select name into x from users) q
select unnest(stavalues1) from pg_statistic
select array_append(stavalues1, 1) from pg_statistic
select array_append(stavalues1, stavalues1) from pg_statistic
select array_length(stavalues1, 1) from pg_statistic
select array_cat(stavalues1, stavalues2) from pg_statistic
select array_cat(stavalues1, array[1]) from pg_statistic
select stavalues1 || stavalues2 from pg_statistic
select array_position(stavalues1, 'a'::text) from pg_statistic
select stavalues1 = stavalues2 from pg_statistic
