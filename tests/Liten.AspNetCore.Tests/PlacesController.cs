using Microsoft.AspNetCore.Mvc;

namespace Liten.AspNetCore.Tests;

[ApiController]
[Route("mvc")]
public sealed class PlacesController : ControllerBase
{
    [HttpGet("marked")]
    [RunOn("other")]
    public Task<string> Marked() => Where();

    [HttpGet("plain")]
    public Task<string> Plain() => Where();

    private static async Task<string> Where()
    {
        string before = RunOnTests.Place();
        await Task.Yield();
        return $"{before} {before} {RunOnTests.Place()}";
    }
}
