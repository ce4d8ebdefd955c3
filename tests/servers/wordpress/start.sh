#!/bin/bash
# A real WordPress (Debian's) on this machine alone: MariaDB and PHP's own server.
#   start.sh FOLDER PORT DATABASE_PORT
# Writes FOLDER/app_password and FOLDER/pids; both end by themselves after fifteen minutes, or by stop.sh.
set -eu
folder=$1 port=$2 database_port=$3
lives=900
mkdir -p "$folder/database"
as=(--user="$(id -un)")  # the database's own user could not enter a folder of ours
socket=$folder/database/s.sock
mariadb-install-db --no-defaults "${as[@]}" --datadir="$folder/database" \
    --auth-root-authentication-method=normal --skip-test-db >"$folder/install.log" 2>&1
setsid timeout $lives mariadbd --no-defaults "${as[@]}" --datadir="$folder/database" --bind-address=127.0.0.1 \
    --port="$database_port" --socket="$socket" --innodb-flush-log-at-trx-commit=0 \
    --innodb-buffer-pool-size=32M --performance-schema=OFF >"$folder/database.log" 2>&1 </dev/null &
echo $! >"$folder/pids"
for _ in $(seq 300); do
    mariadb-admin --no-defaults -u root -S "$socket" ping >/dev/null 2>&1 && break
    sleep 0.1
done
mariadb --no-defaults -u root -S "$socket" -e "create database wp charset utf8mb4;
    create user wp@'%' identified by 'wp'; grant all on wp.* to wp@'%'"

cp -rL /usr/share/wordpress "$folder/root"  # a link would lead WordPress to the machine's own settings
rm -f "$folder/root/wp-config.php" "$folder/root/.htaccess"
cat >"$folder/root/wp-config.php" <<END
<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp');
define('DB_HOST', '127.0.0.1:$database_port'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as \$key) define(\$key, hash('sha256', \$key));
\$table_prefix = 'wp_';
define('WP_ENVIRONMENT_TYPE', 'local');  // else application passwords are refused without https
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
END
cat >"$folder/install.php" <<END
<?php
define('WP_INSTALLING', true);
\$_SERVER['HTTP_HOST'] = '127.0.0.1:$port'; \$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
\$_SERVER['REQUEST_METHOD'] = 'GET'; \$_SERVER['REQUEST_URI'] = '/';
require '$folder/root/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification(\$a, \$b, \$c, \$d) {}
wp_install('Rutas y caminos', 'admin', 'admin@example.com', true, '', 'adminpw');
update_option('siteurl', 'http://127.0.0.1:$port'); update_option('home', 'http://127.0.0.1:$port');
update_option('timezone_string', 'America/Bogota');  // so that no time is right by being UTC
global \$wp_rewrite;
\$wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/'); \$wp_rewrite->flush_rules(false);
update_option('comment_moderation', '0'); update_option('comment_previously_approved', '0');
update_option('default_pingback_flag', '0');
list(\$password, \$item) = WP_Application_Passwords::create_new_application_password(1, ['name' => 'tests']);
echo \$password;
END
php "$folder/install.php" >"$folder/app_password"
cd "$folder/root"
PHP_CLI_SERVER_WORKERS=4 setsid timeout $lives php -d sendmail_path=/bin/true -S "127.0.0.1:$port" \
    -t "$folder/root" >"$folder/php.log" 2>&1 </dev/null &
echo $! >>"$folder/pids"
for _ in $(seq 100); do
    curl -sf -o /dev/null "http://127.0.0.1:$port/wp-json/" && exit 0
    sleep 0.1
done
echo "WordPress does not answer; see $folder/*.log" >&2
exit 1
