-- Run once, by the superuser, when the database server is new. The owner makes and changes tables, and is used
-- by `jinqiu migrate` alone; the service reads and writes rows, with what `migrate` grants to it.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD
CREATE ROLE jinqiu_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE jinqiu_service LOGIN PASSWORD :'service_password';
CREATE DATABASE jinqiu OWNER jinqiu_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE jinqiu FROM PUBLIC;
GRANT CONNECT ON DATABASE jinqiu TO jinqiu_service;
