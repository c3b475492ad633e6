using System.ComponentModel.DataAnnotations;
using Countme.Core.Upload;

namespace Countme.Functions.Settings;

/// <summary>Accepts names of sites with commas between them, and nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SiteNamesAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => Split(value as string, ',').All(Site.IsValid);

    /// <summary>The pieces of a list, without the blanks around them; empty ones are left out.</summary>
    internal static string[] Split(string? list, char separator) =>
        (list ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Accepts <c>site=host1,host2;site2=…</c> with each site once, and nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HostsBySiteAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => TryParse(value as string, out _);

    /// <summary>Reads the hosts of each site.</summary>
    internal static bool TryParse(string? text, out Dictionary<Site, ProxyHost[]> hosts)
    {
        hosts = [];
        foreach (string one in SiteNamesAttribute.Split(text, ';'))
        {
            string[] parts = one.Split('=', StringSplitOptions.TrimEntries);
            string[] names = parts.Length == 2 ? SiteNamesAttribute.Split(parts[1], ',') : [];
            if (names.Length == 0 || !Site.IsValid(parts[0]) || !names.All(ProxyHost.IsValid)
                || !hosts.TryAdd(new Site(parts[0]), [.. names.Select(name => new ProxyHost(name)).Distinct().Order()]))
            {
                return false;
            }
        }

        return true;
    }
}
