using Liten;

namespace Service;

/// <summary>Computes a report without a pause. It does so on a runtime of its own, so no order waits for it.</summary>
public sealed class ReportWriter(Runtime runtime, Ledger ledger, ILogger<ReportWriter> logger) : LitenService(runtime)
{
    protected override async LitenTask ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Thread.SpinWait(1_000_000); // Stands for a long computation.
            (int taken, int shipped) = (ledger.Taken, ledger.Shipped);
            logger.LogInformation("{Taken} orders taken, {Shipped} shipped", taken, shipped);
            await Time.Sleep(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }
}
