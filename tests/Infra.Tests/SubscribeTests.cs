using System.Diagnostics;
using System.Runtime.Versioning;

namespace Countme.Infra.Tests;

/// <summary>The script that subscribes the app to uploads, run against an <c>az</c> that writes down what it was asked.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SubscribeTests : IDisposable
{
    private const string Key = "not-a-key";

    private readonly string _folder = Directory.CreateTempSubdirectory("countme-subscribe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Subscribe_KeyMadeAfterAWhile_DeploysWithItInTheEnvironmentOnly()
    {
        MakeTools(keyAtCall: 3);

        (int exitCode, string output, string error) = Run();

        Assert.Equal((0, "subscribe: uploads to stdata wake func-countme\n", ""), (exitCode, output, error));
        string[] calls = File.ReadAllLines(Path.Join(_folder, "calls"));
        Assert.Equal(4, calls.Length);
        Assert.All(calls, call => Assert.DoesNotContain(Key, call, StringComparison.Ordinal));
        Assert.Equal(
            "functionapp keys list --subscription sub --resource-group rg --name func-countme "
            + "--query systemKeys.blobs_extension --output tsv",
            calls[0]);
        Assert.StartsWith(
            "deployment group create --subscription sub --resource-group rg --name upload-subscription --parameters ",
            calls[3], StringComparison.Ordinal);
        string parameters = calls[3].Split("--parameters ")[1].Split(' ')[0];
        Assert.True(File.Exists(parameters), parameters);
        Assert.Equal(Key, File.ReadAllText(Path.Join(_folder, "deployed")).TrimEnd());
    }

    [Fact]
    public void Subscribe_KeyNeverMade_GivesUpAndSaysWhatToDo()
    {
        MakeTools(keyAtCall: 1000);

        (int exitCode, string output, string error) = Run();

        Assert.Equal(
            (1, "", "subscribe: func-countme has made no key for its webhook in 5 minutes: "
                + "look at its log stream, then run 'azd deploy' again\n"),
            (exitCode, output, error));
        Assert.Equal(20, File.ReadAllLines(Path.Join(_folder, "calls")).Length);
    }

    private void MakeTools(int keyAtCall)
    {
        MakeTool("sleep", "exit 0");
        MakeTool("az", $"""
            echo "$*" >> "{_folder}/calls"
            case "$1" in
                functionapp) [ "$(wc -l < "{_folder}/calls")" -ge {keyAtCall} ] && echo {Key}; exit 0 ;;
                deployment) echo "$COUNTME_WEBHOOK_KEY" > "{_folder}/deployed" ;;
            esac
            """);
    }

    private void MakeTool(string name, string script)
    {
        string path = Path.Join(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private (int ExitCode, string Output, string Error) Run()
    {
        var start = new ProcessStartInfo("sh", [Path.Join(BicepFiles.Root, "infra", "subscribe.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["AZURE_SUBSCRIPTION_ID"] = "sub";
        start.Environment["RESOURCE_GROUP_NAME"] = "rg";
        start.Environment["FUNCTION_APP_NAME"] = "func-countme";
        start.Environment["DATA_ACCOUNT_NAME"] = "stdata";
        using Process shell = Process.Start(start)!;
        Task<string> error = shell.StandardError.ReadToEndAsync();
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
