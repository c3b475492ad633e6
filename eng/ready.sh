# Sourced by the commands at the top: finds the tools and says what is missing and how to get it. POSIX sh.

say() { printf '%s\n' "$*" >&2; }

fail() { say "$@"; exit 1; }

# The SDK that global.json asks for, with quiet and private defaults.
need_dotnet() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
    command -v dotnet >/dev/null 2>&1 || fail \
        "The .NET SDK is missing: found no 'dotnet' on the PATH, expected version 10." \
        "Install it from https://dot.net (on Debian and Fedora also as a package, dotnet-sdk-10.0) and run this again."
    (cd "$root" && dotnet --version >/dev/null 2>&1) || fail \
        "The .NET SDK is of another version: found $(cd / && dotnet --list-sdks 2>/dev/null | tr '\n' ' '), expected version 10." \
        "Install it from https://dot.net and run this again."
}

# Node and the packages of emulators/: Azurite stands for cloud storage, a small broker for the bus.
need_node() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || fail \
        "Node is missing: found no 'node' and 'npm' on the PATH, expected version 18 or newer." \
        "Install it from https://nodejs.org (on Debian and Fedora also as the packages nodejs and npm) and run this again."
    [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18' 2>/dev/null)" = true ] || fail \
        "Node is too old: found $(node --version 2>/dev/null), expected version 18 or newer." \
        "Install a newer one from https://nodejs.org and run this again."
    installed="$root/emulators/node_modules/.package-lock.json"
    if [ ! -f "$installed" ] || [ -n "$(find "$root/emulators/package-lock.json" -newer "$installed")" ]; then
        say "Installing the emulators' packages (once; a minute on a fresh machine) ..."
        log=$(mktemp) || exit 1
        (cd "$root/emulators" && npm ci --no-audit --no-fund) >"$log" 2>&1 || {
            tail -n 5 "$log" >&2
            rm -f "$log"
            fail "npm ci in $root/emulators failed; see above. It needs a connection to the package registry that npm is set up for."
        }
        rm -f "$log"
        touch -r "$root/emulators/package-lock.json" "$installed"
    fi
}

# Builds a project, quietly unless it fails. Builds of several commands at once wait for each other; the lock is this file, since
# dotnet refuses files that it reads and somebody has locked.
build() {
    log=$(mktemp) || exit 1
    if command -v flock >/dev/null 2>&1; then
        flock "$root/eng/ready.sh" dotnet build "$@" >"$log" 2>&1
    else
        dotnet build "$@" >"$log" 2>&1
    fi
    status=$?
    if [ $status -ne 0 ]; then
        { grep -E ': (error|warning) ' "$log" | sort -u || true; tail -n 5 "$log"; } | head -n 20 >&2
        rm -f "$log"
        fail "The build failed; see above. 'dotnet build' in $root shows all of it."
    fi
    rm -f "$log"
}

# Builds a project when what comes out of it is missing or older than the sources: build_older DLL PROJECT NAME.
build_older() {
    newer=$(find "$root/src" "$root/standins" "$root/Directory.Build.props" "$root/Directory.Build.targets" "$root/Directory.Packages.props" \
        \( -name obj -o -name bin \) -prune -o \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.json' \) \
        -newer "$1" -print 2>/dev/null | head -n 1)
    if [ ! -f "$1" ] || [ -n "$newer" ]; then
        say "Building $3 (once; about a minute on a fresh machine) ..."
        build "$root/$2" -c Release
        touch "$1"
    fi
}

cli="$root/src/Cli/bin/Release/net10.0/countme.dll"
build_cli() { build_older "$cli" src/Cli/Cli.csproj countme; }
