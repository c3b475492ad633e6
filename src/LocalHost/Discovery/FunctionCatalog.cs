using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Countme.LocalHost.Blobs;
using Countme.LocalHost.Timers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace Countme.LocalHost.Discovery;

/// <summary>The functions of an app, found by their attributes.</summary>
internal sealed partial class FunctionCatalog
{
    private static readonly Type[] BlobTypes = [typeof(BlobClient), typeof(Stream)];

    private readonly List<string> _problems = [];
    private readonly IConfiguration _settings;

    private FunctionCatalog(IConfiguration settings) => _settings = settings;

    /// <summary>The functions, by name.</summary>
    public IReadOnlyList<FunctionMethod> Functions { get; private set; } = [];

    /// <summary>Finds and checks the functions of some types.</summary>
    /// <exception cref="FunctionCatalogException">Something about them is wrong; the message has a line for each.</exception>
    public static FunctionCatalog Find(IEnumerable<Type> types, IConfiguration settings)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var catalog = new FunctionCatalog(settings);
        catalog.Functions =
        [
            .. types.SelectMany(type => type.GetMethods(All))
                .Select(method => (Method: method, Function: method.GetCustomAttribute<FunctionAttribute>()))
                .Where(found => found.Function is not null)
                .Select(found => catalog.Read(found.Function!.Name, found.Method))
                .OfType<FunctionMethod>()
                .OrderBy(function => function.Name, StringComparer.Ordinal),
        ];
        catalog.CheckNames();
        return catalog._problems.Count == 0 ? catalog : throw new FunctionCatalogException(catalog._problems);
    }

    /// <summary>The functions with a kind of trigger.</summary>
    public IEnumerable<(FunctionMethod Function, T Trigger)> With<T>()
        where T : TriggerBindingAttribute =>
            Functions.Where(function => function.Trigger is T).Select(function => (function, (T)function.Trigger));

    private FunctionMethod? Read(string name, MethodInfo method)
    {
        var triggers = method.GetParameters()
            .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(found => found.Trigger is not null).ToArray();
        if (triggers.Length != 1)
        {
            return Problem(name, $"found {triggers.Length} triggers, expected one");
        }

        if (!method.IsPublic || method.IsGenericMethod)
        {
            return Problem(
                name, $"found method {method.DeclaringType?.Name}.{method.Name} that is generic or not public, expected a public method");
        }

        var function = new FunctionMethod(name, method, triggers[0].Parameter, triggers[0].Trigger!);
        try
        {
            return CheckParameters(function) ? Complete(function) : null;
        }
        catch (FormatException exception)
        {
            return Problem(name, char.ToLowerInvariant(exception.Message[0]) + exception.Message[1..]);
        }
    }

    private FunctionMethod? Complete(FunctionMethod function) => function.Trigger switch
    {
        TimerTriggerAttribute timer =>
            Resolve(function.Name, timer.Schedule) is { } schedule ? function with { Schedule = Ncrontab.Parse(schedule) } : null,
        BlobTriggerAttribute blob => CompleteBlob(function, blob),
        HttpTriggerAttribute http when http.AuthLevel is AuthorizationLevel.User or AuthorizationLevel.System =>
            Problem(function.Name, $"found the authorization level {http.AuthLevel}, expected Anonymous, Function or Admin"),
        _ => function,
    };

    private FunctionMethod? CompleteBlob(FunctionMethod function, BlobTriggerAttribute blob)
    {
        string setting = blob.Connection ?? "AzureWebJobsStorage";
        if (Resolve(function.Name, blob.BlobPath) is not { } path)
        {
            return null;
        }

        BlobPattern pattern = BlobPattern.Parse(path);
        string? connection = _settings[setting] is { Length: > 0 } text
            ? text
            : (_settings[setting + ":accountName"] is { Length: > 0 } account ? $"https://{account}.blob.core.windows.net" : null);
        string[] unknown = [.. OtherStrings(function).Where(name => !pattern.Parts.Contains(name, StringComparer.OrdinalIgnoreCase))];
        return string.IsNullOrEmpty(connection)
            ? Problem(
                function.Name,
                $"found no setting {setting}, expected the connection of its blobs in local.settings.json or the environment")
            : unknown.Length > 0
                ? Problem(function.Name, $"found the parameter {unknown[0]}, expected a part of '{path}'")
                : function with { Blobs = pattern, Connection = connection };
    }

    private bool CheckParameters(FunctionMethod function)
    {
        Type type = function.TriggerParameter.ParameterType;
        (bool known, string expected) = function.Trigger switch
        {
            HttpTriggerAttribute => (type == typeof(HttpRequest), nameof(HttpRequest)),
            BlobTriggerAttribute => (BlobTypes.Contains(type), "BlobClient or Stream"),
            TimerTriggerAttribute => (type == typeof(TimerInfo), nameof(TimerInfo)),
            OrchestrationTriggerAttribute => (type == typeof(TaskOrchestrationContext), nameof(TaskOrchestrationContext)),
            ActivityTriggerAttribute => (true, ""),
            _ => (false, "an HTTP, blob, timer, orchestration or activity trigger"),
        };
        if (!known)
        {
            Problem(function.Name, $"found {function.Trigger.GetType().Name} on a {type.Name}, expected {expected}");
            return false;
        }

        foreach (ParameterInfo parameter in Others(function).Where(parameter => !CanBind(function, parameter)))
        {
            Problem(
                function.Name,
                $"found the parameter {parameter.ParameterType.Name} {parameter.Name}, which nothing here can fill; "
                + $"expected {Fillable(function)}");
            known = false;
        }

        return known;
    }

    private static bool CanBind(FunctionMethod function, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(CancellationToken) || (type == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute))))
        {
            return function.Trigger is not OrchestrationTriggerAttribute;
        }

        return function.Trigger switch
        {
            HttpTriggerAttribute http =>
                InRoute(http, parameter.Name!) && (type == typeof(string) || typeof(IConvertible).IsAssignableFrom(type)),
            BlobTriggerAttribute => type == typeof(string),
            OrchestrationTriggerAttribute => Others(function).Count() == 1,
            _ => false,
        };
    }

    private static string Fillable(FunctionMethod function) => function.Trigger switch
    {
        HttpTriggerAttribute => "CancellationToken, [DurableClient] DurableTaskClient, or a parameter of the route",
        BlobTriggerAttribute => "CancellationToken, [DurableClient] DurableTaskClient, or a string named in the blob's path",
        OrchestrationTriggerAttribute => "nothing but one input",
        _ => "CancellationToken or [DurableClient] DurableTaskClient",
    };

    private static bool InRoute(HttpTriggerAttribute http, string name) =>
        Regex.IsMatch(http.Route ?? "", $@"\{{\*{{0,2}}{Regex.Escape(name)}[}}:?=]", RegexOptions.IgnoreCase);

    private static IEnumerable<ParameterInfo> Others(FunctionMethod function) =>
        function.Method.GetParameters().Where(parameter => parameter.Position != function.TriggerParameter.Position);

    private static IEnumerable<string> OtherStrings(FunctionMethod function) =>
        Others(function).Where(parameter => parameter.ParameterType == typeof(string)).Select(parameter => parameter.Name!);

    /// <summary>A text with each <c>%Setting%</c> replaced by its value; null, with a problem noted, if one is missing.</summary>
    private string? Resolve(string function, string text)
    {
        string[] missing =
            [.. SettingName().Matches(text).Select(match => match.Groups[1].Value).Where(name => string.IsNullOrEmpty(_settings[name]))];
        if (missing.Length > 0)
        {
            Problem(
                function,
                $"found no setting {string.Join(", ", missing)}, expected it in local.settings.json or the "
                + $"environment because of '{text}'");
            return null;
        }

        return SettingName().Replace(text, match => _settings[match.Groups[1].Value]!);
    }

    private void CheckNames()
    {
        foreach (IGrouping<string, FunctionMethod> same in Functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1))
        {
            Problem(
                same.Key,
                "found the name on "
                + $"{string.Join(" and ", same.Select(function => $"{function.Method.DeclaringType!.Name}.{function.Method.Name}"))}, "
                + "expected each name once");
        }
    }

    private FunctionMethod? Problem(string name, string text)
    {
        _problems.Add($"{name}: {text}.".Replace("..", ".", StringComparison.Ordinal));
        return null;
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingName();
}
