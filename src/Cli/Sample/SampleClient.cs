using System.Text;

namespace Countme.Cli.Sample;

/// <summary>A kind of client: what it asks for and what it calls itself, as bytes ready to be copied into a line.</summary>
/// <param name="requests">What it asks for, method and target: <c>GET /metalink?repo=fedora-42&amp;arch=x86_64</c>.</param>
/// <param name="agent">What it calls itself.</param>
/// <param name="referrer">Where it says it comes from.</param>
internal sealed class SampleClient(IEnumerable<string> requests, string agent, string referrer = "-")
{
    /// <summary>Method and target of what it asks for, in the order it asks.</summary>
    public byte[][] Requests { get; } = [.. requests.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The end of its lines, from the blank after the bytes to the line feed.</summary>
    public byte[] Tail { get; } = Encoding.UTF8.GetBytes($" \"{referrer}\" \"{agent}\"\n");

    /// <summary>Whether it tells its age now and then with <c>countme=</c>.</summary>
    public bool TellsAge { get; init; }

    /// <summary>Whether it asks for its requests one after the other; if not, it takes one or two of them by chance.</summary>
    public bool AsksInOrder { get; init; }
}
