using Liten;
using Service;

// Two runtimes: orders keep coming in on one while reports hog the other.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddLiten().BindConfiguration().AddHealthCheck().AddService<OrderIntake>();
builder.Services.AddLiten("reports").BindConfiguration().AddHealthCheck().AddService<ReportWriter>();
builder.Services.AddSingleton<Ledger>();
builder.Build().Run();
