using Liten;

namespace Lanes;

/// <summary>Reads files that never end: row after row, each computed for a while. It gives way between two rows.</summary>
internal static class Import
{
    private const int MicrosecondsPerRow = 300;

    public static async LitenTask RunAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            Work.Compute(MicrosecondsPerRow);
            await LitenTask.Yield();
        }
    }
}
