using System.ComponentModel;
using System.Diagnostics;

namespace Liten.Compare;

/// <summary>
/// Programs that each keep one processor busy. Each ends when its input does, so none outlives this process, however that ends.
/// </summary>
internal sealed class Hogs : IDisposable
{
    private readonly List<Process> _running = [];

    private Hogs()
    {
    }

    public static Hogs None { get; } = new();

    public static string Path { get; } = PeerCatalog.BuiltHere("Hog");

    /// <summary>One that ended early left its processor to the peers, whose times then say nothing about a busy machine.</summary>
    public bool AllRun => _running.TrueForAll(hog => !hog.HasExited);

    /// <exception cref="PeerFailure">One did not start, or ended at once.</exception>
    public static Hogs Start(IEnumerable<int> processors)
    {
        var hogs = new Hogs();
        try
        {
            foreach (int processor in processors)
            {
                hogs.Add(processor);
            }

            return hogs;
        }
        catch
        {
            hogs.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Process hog in _running)
        {
            hog.StandardInput.Close();
            hog.Kill(); // it would end by itself, but shares its processor with an endless loop
            hog.WaitForExit();
            hog.Dispose();
        }

        _running.Clear();
    }

    /// <summary>Returns once it runs.</summary>
    private void Add(int processor)
    {
        var program = new ProcessStartInfo(Path) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            _running.Add(Processors.StartBound(program, processor) ?? throw new PeerFailure("the endless loop did not start"));
        }
        catch (Win32Exception error)
        {
            throw new PeerFailure($"the endless loop did not start ({error.Message})");
        }

        if (_running[^1].StandardOutput.ReadLine() is null)
        {
            throw new PeerFailure("the endless loop ended at once");
        }
    }
}
