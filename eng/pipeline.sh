# Sourced after ready.sh: the function app on this machine, with storage and bus of its own. POSIX sh.

localhost="$root/src/LocalHost/bin/Release/net10.0/Countme.LocalHost.dll"

build_host() { build_older "$localhost" src/LocalHost/LocalHost.csproj "the function app"; }

# A value of the line that the host prints when it serves.
ready_value() { sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" "$1/ready.json" | sed 's/\\u002B/+/g; s/\\u0026/\&/g'; }

# Starts the host with its files in a folder, and sets what the cloud verbs of countme read. Its log is host.log in that folder.
start_host() {
    CountmeStorage=UseDevelopmentStorage=true AzureWebJobsStorage=UseDevelopmentStorage=true CountmeBus='' \
        dotnet "$localhost" --apart --port 0 --data "$1/azurite" >"$1/ready.json" 2>"$1/host.log" </dev/null & host=$!
    while [ ! -s "$1/ready.json" ]; do
        kill -0 "$host" 2>/dev/null || {
            tail -n 20 "$1/host.log" >&2
            fail "The pipeline ended before it served; see above and $1/host.log."
        }
        sleep 0.2
    done
    COUNTME_API=$(ready_value "$1" url)
    CountmeStorage=$(ready_value "$1" storage)
    CountmeBus=$(ready_value "$1" bus)
    export COUNTME_API CountmeStorage CountmeBus
}

stop_host() {
    [ -z "${events-}" ] || kill "$events" 2>/dev/null
    [ -z "${host-}" ] || { kill "$host" 2>/dev/null; wait "$host" 2>/dev/null; }
}

# A week's revision: week_revision SITE DAY.
week_revision() { dotnet "$cli" totals "$2" --site "$1" --top 1 --format json | sed -n 's/.*"revision": *\([0-9]*\).*/\1/p' | head -n 1; }

# Waits until a site's week has another revision than it had: a late log came through.
wait_for_revision() {
    tries=0
    while [ "$(week_revision "$1" "$2")" = "$3" ]; do
        tries=$((tries + 1))
        [ $tries -lt 60 ] || fail "The late log did not come through in time; see $work/host.log."
        sleep 1
    done
}
