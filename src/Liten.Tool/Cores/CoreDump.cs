using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>The dump of the tasks in a core file: the text that the process would have written itself.</summary>
internal static class CoreDump
{
    /// <exception cref="ToolException">The file is no core file of a .NET process with Liten.</exception>
    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"There is no file {path}, and it is no number of a process.");
        }

        return Read(path, path);
    }

    private static string Read(string path, string name)
    {
        using DataTarget target = Open(path);
        using ClrRuntime runtime = target.ClrVersions is [var clr, ..]
            ? Open(path, clr)
            : throw new ToolException($"{path} is a core file, but of no .NET process.");
        return Write(name, runtime);
    }

    /// <summary>Has the process write a core file, and reads that. The process stands still meanwhile.</summary>
    public static async Task<string> ReadAsync(WatchedProcess process, CancellationToken cancellation)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"liten-{process.Id}-{Guid.NewGuid():N}.core");
        string path = Path.Combine(Path.GetTempPath(), name);
        try
        {
            await process.Port.WriteDumpAsync(DumpType.WithHeap, path, logDumpGeneration: false, cancellation);
            return Read(path, $"the memory of {process}");
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or DiagnosticsClientException
            or IOException)
        {
            throw new ToolException($"{process} wrote no core file: {exception.Message}", exception);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static DataTarget Open(string path)
    {
        try
        {
            return DataTarget.LoadDump(path);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException
            or UnauthorizedAccessException or ClrDiagnosticsException or NotSupportedException or ArgumentException)
        {
            throw new ToolException($"{path} cannot be read as a core file: {exception.Message}", exception);
        }
    }

    private static ClrRuntime Open(string path, ClrInfo clr)
    {
        // Beside the runtime that has run: every .NET brings it. It is not looked for anywhere else.
        string folder = Path.GetDirectoryName(clr.ModuleInfo.FileName) ?? "";
        string library = Path.Combine(folder, OperatingSystem.IsWindows() ? "mscordaccore.dll"
            : OperatingSystem.IsMacOS() ? "libmscordaccore.dylib" : "libmscordaccore.so");
        try
        {
            // The version is often not among the memory that a core file has. It is that of the folder then.
            return File.Exists(library)
                ? clr.CreateRuntime(library, ignoreMismatch: clr.Version.Major == 0)
                : clr.CreateRuntime();
        }
        catch (Exception exception) when (exception is IOException or ClrDiagnosticsException
            or InvalidOperationException)
        {
            throw new ToolException(
                $"{path} was written by the .NET that was in {folder}, and it takes that version's own library to read "
                + $"it. Run the tool where it is installed, at the same place. ({exception.Message})",
                exception);
        }
    }

    private static string Write(string name, ClrRuntime runtime)
    {
        CoreRuntime[] runtimes = [.. CoreRuntime.In(runtime)];
        if (runtimes.Length == 0)
        {
            throw new ToolException($"There is no runtime of Liten in {name}. Was it written with its heap?");
        }

        var text = new StringWriter(CultureInfo.InvariantCulture);
        var dump = new TaskDump(text, new DumpOptions());
        dump.WriteCycles(CoreWaitGraph.FindCycles(runtimes.SelectMany(static runtime => runtime.Tasks)));
        foreach (CoreRuntime found in runtimes)
        {
            dump.Write(
                found.Title, found.Tasks.Select(static task => (task.Tell(), task.Wait?.Subject)), found.Threads);
        }

        return text.ToString();
    }
}
