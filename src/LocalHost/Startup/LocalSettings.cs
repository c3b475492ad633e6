using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Countme.LocalHost.Startup;

/// <summary>
/// Settings as the Functions tools have them: <c>Values</c> of <c>local.settings.json</c>, then the environment, which wins.
/// </summary>
internal static class LocalSettings
{
    private static readonly string[] Names = ["local.settings.json", "local.settings.sample.json"];

    /// <summary>Reads the settings.</summary>
    /// <param name="file">The file; null: <c>local.settings.json</c>, else its sample, in the given folder.</param>
    /// <param name="folder">Folder of the solution, or null.</param>
    /// <param name="more">Settings that win over all others.</param>
    /// <exception cref="StartException">The file is not there or not right.</exception>
    public static IConfigurationRoot Read(string? file, string? folder, IEnumerable<KeyValuePair<string, string?>> more)
    {
        string? found = file ?? Names
            .Select(name => Path.Join(folder ?? Environment.CurrentDirectory, name)).FirstOrDefault(File.Exists);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(found is null ? [] : Values(found))
            .AddEnvironmentVariables()
            .AddInMemoryCollection(more)
            .Build();
    }

    private static Dictionary<string, string?> Values(string file)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file), options);
            return document.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(
                value => value.Name.Replace("__", ":", StringComparison.Ordinal),
                value => value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString() : value.Value.GetRawText());
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StartException(
                $"Found no settings in {file} ({exception.Message}), expected an object 'Values' of names and texts, "
                + "as in local.settings.sample.json.",
                exception);
        }
    }
}
