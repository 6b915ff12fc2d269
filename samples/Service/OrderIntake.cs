using Liten;

namespace Service;

/// <summary>Takes an order every 20 ms. Each is shipped by a task of its own, which a stop lets end.</summary>
public sealed class OrderIntake(Runtime runtime, Ledger ledger, ILogger<OrderIntake> logger) : LitenService(runtime)
{
    protected override async LitenTask ExecuteAsync(CancellationToken stoppingToken)
    {
        string? thread = Thread.CurrentThread.Name;
        logger.LogInformation("Taking orders on {Thread}", thread);
        while (!stoppingToken.IsCancellationRequested)
        {
            int order = ledger.Take();
            _ = LitenTask.Spawn(ShipAsync, new SpawnOptions { Name = $"order {order}" });
            await Time.Sleep(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        logger.LogInformation("No more orders are taken");
    }

    private async LitenTask ShipAsync()
    {
        await Time.Sleep(TimeSpan.FromSeconds(1));
        ledger.Ship();
    }
}
