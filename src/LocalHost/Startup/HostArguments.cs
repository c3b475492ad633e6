using System.Globalization;

namespace Countme.LocalHost.Startup;

/// <summary>The command line of the local host.</summary>
internal sealed record HostArguments
{
    /// <summary>What <c>--help</c> shows.</summary>
    public const string Help =
        """
        Runs the function app on this machine: HTTP on http://localhost:7071/api, blobs, timers and orchestrations, on Azurite.

          --port N          port of the HTTP functions; 0: any free one (default 7071, or COUNTME_PORT)
          --settings FILE   settings (default local.settings.json beside the solution, else its sample); the environment wins
          --data DIR        where Azurite keeps its files (default out/azurite)
          --apart           an Azurite and a bus of its own on free ports, whatever listens on their usual ones
          --verbose         say more
          --help            this text

        Ctrl-C ends it; what runs goes on at the next start.
        """;

    /// <summary>Port of the HTTP functions; null: as set elsewhere.</summary>
    public int? Port { get; init; }

    /// <summary>File of settings; null: the usual one.</summary>
    public string? Settings { get; init; }

    /// <summary>Folder of Azurite's files; null: the usual one.</summary>
    public string? Data { get; init; }

    /// <summary>Whether emulators are started although some listen on the usual ports.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether to say more.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether only the help is asked for.</summary>
    public bool IsHelp { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="StartException">It is not right.</exception>
    public static HostArguments Parse(ReadOnlySpan<string> args)
    {
        var read = new HostArguments();
        while (args is [string name, .. var rest])
        {
            string Value(string? given) => given ?? throw new StartException($"Found {name} without a value; see --help.");
            string? next = rest.Length > 0 ? rest[0] : null;
            read = name switch
            {
                "--port" => read with { Port = ReadPort(Value(next)) },
                "--settings" => read with { Settings = Value(next) },
                "--data" => read with { Data = Value(next) },
                "--apart" => read with { IsApart = true },
                "--verbose" => read with { Verbose = true },
                "--help" or "-h" => read with { IsHelp = true },
                _ => throw new StartException($"Found the argument '{name}'; see --help."),
            };
            args = name is "--port" or "--settings" or "--data" ? rest[1..] : rest;
        }

        return read;
    }

    /// <summary>A port as text.</summary>
    /// <exception cref="StartException">It is none.</exception>
    public static int ReadPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535
            ? port
            : throw new StartException($"Found port '{text}', expected a number from 0 to 65535.");
}
