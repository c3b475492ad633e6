using Countme.Core.RawDb;

namespace Countme.Cli.Counting;

/// <summary>Reads off a loaded day how it was loaded.</summary>
internal static class LoadedRules
{
    private static readonly string PlainHosts = new LoadOptions { PlainHosts = true }.Rules[new LoadOptions().Rules.Length..];

    /// <summary>Whether its parts tell addresses.</summary>
    public static bool ArePlain(LoadedDay loaded) => loaded.Rules.Contains(PlainHosts, StringComparison.Ordinal);

    /// <summary>The options that lead to the same rules.</summary>
    public static LoadOptions SameAs(LoadedDay loaded, LoadOptions otherwise) => otherwise with
    {
        PlainHosts = ArePlain(loaded),
        KeepDuplicates = loaded.Rules.Contains(LoadOptions.DuplicatesKept, StringComparison.Ordinal),
    };
}
