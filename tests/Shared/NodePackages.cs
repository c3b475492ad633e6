using System.Diagnostics;

namespace Countme.Tests;

/// <summary>Installs the Node packages of a folder once, so that tests run after a plain checkout.</summary>
internal static class NodePackages
{
    /// <summary>Runs <c>npm ci</c> unless the folder's packages are those of its lock file. Test processes wait for each other.</summary>
    /// <exception cref="InvalidOperationException">Node or npm is missing, or the installation failed.</exception>
    public static void Install(string folder)
    {
        using var turn = new Mutex(false, "countme-node-packages");
        turn.WaitOne();
        try
        {
            InstallMissing(folder);
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private static void InstallMissing(string folder)
    {
        DateTime locked = File.GetLastWriteTimeUtc(Path.Join(folder, "package-lock.json"));
        var installed = new FileInfo(Path.Join(folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= locked)
        {
            return;
        }

        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Process npm;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException(
                "Found no npm on the PATH, expected Node 18 or newer with npm. Install it from https://nodejs.org or your distribution.",
                exception);
        }

        Task<string> error = npm.StandardError.ReadToEndAsync();
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci in {folder} failed with {npm.ExitCode}:\n{error.Result}");
        }

        installed.Refresh();
        if (installed.Exists)
        {
            File.SetLastWriteTimeUtc(installed.FullName, locked);
        }
    }
}
